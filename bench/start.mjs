// From the start of the published program to its first 200: a request every 2 ms until one is answered. Usage: node start.mjs PROGRAM RUNS
import { spawn } from "node:child_process";
import { connect } from "node:net";

const [program, runs] = [process.argv[2], Number(process.argv[3])];
const port = 7098;
const patience = 10_000;

// True for a 200, false for no connection or another answer.
const answers = () => new Promise((resolve) => {
  const socket = connect(port, "127.0.0.1", () => socket.write("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
  socket.on("data", (octets) => { resolve(octets.toString("latin1").startsWith("HTTP/1.1 200 ")); socket.destroy(); });
  socket.on("error", () => resolve(false));
  socket.on("close", () => resolve(false));
});

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function measure() {
  if (await answers()) throw new Error(`Something answers on port ${port} already.`);
  const started = process.hrtime.bigint();
  const child = spawn(program, ["--Shaken:Roles=cr", "--Shaken:Storage=memory", `--Shaken:Listen:Port=${port}`], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  try {
    while (!(await answers())) {
      if (child.exitCode !== null) throw new Error(`The program ended with ${child.exitCode}.`);
      if (process.hrtime.bigint() - started > BigInt(patience) * 1_000_000n) throw new Error("No 200 within 10 s.");
      await pause(2);
    }
    return Number(process.hrtime.bigint() - started) / 1e6;
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

// The first two read the program from the disk.
for (let warm = 0; warm < 2; warm++) await measure();
const times = [];
for (let run = 0; run < runs; run++) times.push(await measure());
times.sort((a, b) => a - b);
const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(0);
console.log(`${runs} starts: min ${at(0)} ms, median ${at(0.5)} ms, p90 ${at(0.9)} ms, max ${at(1)} ms`);
