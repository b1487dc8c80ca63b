// One session of Firefox with the extension, driven by WebDriver BiDi over Node's own WebSocket:
//   node firefox_session.mjs FIREFOX PROFILE EXTENSION SERVER PAGE
// pairs with SERVER, allows PAGE's host, opens PAGE, and prints what the extension made of it as JSON.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

const [firefox, profile, extension, server, page] = process.argv.slice(2);
const ID = "sidenote@sidenote.invalid";
const UUID = "5de20a1c-0000-4000-8000-51de207e0000";
const PREFERENCES = {
  "extensions.webextensions.uuids": JSON.stringify({ [ID]: UUID }),
  "extensions.webextOptionalPermissionPrompts": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "app.update.auto": false,
};

/** A real click in the upper left corner: Firefox asks for permissions inside one only. */
const CLICK = {
  type: "pointer",
  id: "mouse",
  actions: [
    { type: "pointerMove", x: 2, y: 2 },
    { type: "pointerDown", button: 0 },
    { type: "pointerUp", button: 0 },
  ],
};

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** A BiDi connection: `call(method, params)`. */
async function connect(port) {
  let socket;
  for (let tries = 0; ; tries += 1) {
    socket = new WebSocket(`ws://127.0.0.1:${port}/session`);
    const opened = await new Promise((resolve) => {
      socket.onopen = () => resolve(true);
      socket.onerror = () => resolve(false);
    });
    if (opened) break;
    if (tries > 200) throw new Error("Firefox does not answer");
    await pause(150);
  }
  const waiting = new Map();
  socket.onmessage = ({ data }) => {
    const answer = JSON.parse(data);
    const { resolve, reject } = waiting.get(answer.id) ?? {};
    if (answer.type === "error") reject?.(new Error(`${answer.error}: ${answer.message}`));
    else resolve?.(answer.result);
  };
  let last = 0;
  return (method, params = {}) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params }));
    });
}

async function scenario(call) {
  await call("session.new", { capabilities: {} });
  const installed = await call("webExtension.install", {
    extensionData: { type: "path", path: extension },
  });
  const open = async (url) => {
    const { context } = await call("browsingContext.create", { type: "tab" });
    await call("browsingContext.navigate", { context, url, wait: "complete" });
    return context;
  };
  const ours = await open(`moz-extension://${UUID}/options/options.html`);
  /** The value of an expression on the options page. */
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await call("script.evaluate", {
      expression: `(async () => JSON.stringify(await (${expression})) ?? "null")()`,
      target: { context: ours },
      awaitPromise: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return JSON.parse(result.value);
  };
  const send = (message) => evaluate(`browser.runtime.sendMessage(${JSON.stringify(message)})`);
  const until = async (question, what) => {
    for (let tries = 0; tries < 150; tries += 1) {
      const answer = await question();
      if (answer) return answer;
      await pause(100);
    }
    throw new Error(`waited in vain for ${what}`);
  };

  const before = await send({ type: "connection" });
  await send({ type: "consent", given: true });
  await send({ type: "pair", server });
  const connection = await until(async () => {
    const now = await send({ type: "connection" });
    return now.paired && now;
  }, "the pairing");
  const { hostname: host } = new URL(page);
  const origins = JSON.stringify([`http://${host}/*`, `https://${host}/*`]);
  await evaluate(`void addEventListener("click", () => {
    browser.permissions.request({origins: ${origins}}).then((answer) => (globalThis.answer = answer));
  }, {once: true})`);
  await call("input.performActions", { context: ours, actions: [CLICK] });
  const granted = await until(() => evaluate("globalThis.answer"), "the permission");
  await send({ type: "site-granted", host });
  await send({ type: "site-set", host, mode: "automatic" });
  const sites = await send({ type: "sites" });
  await open(page);
  const tabId = (await evaluate(`browser.tabs.query({url: "http://${host}/*"})`)).at(-1).id;
  const state = await until(async () => {
    const now = await send({ type: "tab-state", tabId });
    return now?.delivery === "sent" && now;
  }, "delivery");
  return { installed: installed.extension, before, connection, granted, sites, state };
}

mkdirSync(profile, { recursive: true });
const lines = Object.entries(PREFERENCES).map(
  ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
);
writeFileSync(join(profile, "user.js"), lines.join("\n"));
const port = await freePort();
const browser = spawn(
  firefox,
  ["--headless", "--no-remote", "--profile", profile, `--remote-debugging-port=${port}`,
    "--remote-allow-system-access"],
  { stdio: "ignore" },
);
try {
  console.log(JSON.stringify(await scenario(await connect(port))));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  browser.kill();
}
// The socket would keep the process alive.
process.exit();
