// Carries lines between its standard streams and Firefox's WebDriver BiDi socket, one JSON message a
// line: node firefox_relay.mjs PORT. Node brings a WebSocket, Python does not.
import { createInterface } from "node:readline";

/** @param {string} url @returns {Promise<WebSocket>} once Firefox listens */
async function connect(url) {
  for (let tries = 0; tries < 300; tries += 1) {
    const socket = new WebSocket(url);
    const opened = await new Promise((resolve) => {
      socket.onopen = () => resolve(true);
      socket.onerror = () => resolve(false);
    });
    if (opened) return socket;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error("Firefox does not answer");
}

const socket = await connect(`ws://127.0.0.1:${process.argv[2]}/session`);
socket.onmessage = ({ data }) => process.stdout.write(`${data}\n`);
socket.onclose = () => process.exit();
process.stdout.write("{}\n");
createInterface({ input: process.stdin })
  .on("line", (line) => socket.send(line))
  .on("close", () => process.exit());
