// Starts Azurite in a folder of its own, and ends it with the process that started it: when standard input closes, as it does when that process dies.
const fs = require("fs");

const location = process.argv[process.argv.indexOf("--location") + 1];
let isEnding = false;

process.stdin.resume();
process.stdin.on("error", end).on("end", end).on("close", end);
require("azurite/dist/src/azurite.js");

// The word "keep" leaves the folder for the next start on it.
let keep = false;
process.stdin.on("data", (text) => (keep ||= text.toString().includes("keep")));

function end() {
  if (isEnding) return;
  isEnding = true;
  process.once("exit", () => keep || fs.rmSync(location, { recursive: true, force: true }));
  setTimeout(() => process.exit(1), 5000).unref();
  process.kill(process.pid, "SIGINT");
}
