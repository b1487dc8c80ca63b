// Another extension that tries to talk to ours (tests/browser/test_worker_messages.py).
globalThis.ask = async (id, message) => {
  try {
    return JSON.stringify(await chrome.runtime.sendMessage(id, message)) ?? "nothing";
  } catch (error) {
    return `error: ${error.message}`;
  }
};

globalThis.connects = (id) =>
  new Promise((resolve) => {
    const port = chrome.runtime.connect(id);
    port.onMessage.addListener((message) => resolve(`heard ${JSON.stringify(message)}`));
    port.onDisconnect.addListener(() => resolve(`closed ${chrome.runtime.lastError?.message}`));
    port.postMessage({ type: "connection" });
  });
