// Starts a published program as the Functions host starts a custom handler (its environment, its probe) and measures two moments: the first answer of any
// status to GET /, when the host begins to pass requests on, and the 200 of the request that is passed on then: a certificate chain out of the
// disk store. Usage: node cold-start.mjs PROGRAM DATA RUNS
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { dirname, join } from "node:path";

const [program, data, runs] = [process.argv[2], process.argv[3], Number(process.argv[4])];
const app = dirname(program);
const patience = 10_000;
const id = "ab".repeat(32);
const route = `/certificates/${id}.pem`;

// A document as the disk store keeps it: lengths of entity tag and media type, these two, the content.
function keepChain() {
  const [tag, type] = ["1", "application/pem-certificate-chain"];
  const head = Buffer.alloc(4);
  head.writeUInt16LE(tag.length, 0);
  head.writeUInt16LE(type.length, 2);
  const chain = `-----BEGIN CERTIFICATE-----\n${`${"A".repeat(64)}\n`.repeat(16)}-----END CERTIFICATE-----\n`.repeat(2);
  mkdirSync(join(data, "blobs/certificates"), { recursive: true });
  writeFileSync(join(data, "blobs/certificates", `${id}.pem.~doc`), Buffer.concat([head, Buffer.from(tag + type + chain)]));
}

const freePort = () => new Promise((resolve, reject) => {
  const server = createServer().on("error", reject).listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

// The status, or null where nobody listens yet.
const ask = (port, path) => new Promise((resolve) => {
  const socket = connect(port, "127.0.0.1", () => socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`));
  socket.on("data", (octets) => { resolve(Number(octets.toString("latin1").slice(9, 12))); socket.destroy(); });
  socket.on("error", () => resolve(null));
  socket.on("close", () => resolve(null));
});

// Mebibytes, or nothing where the system does not tell.
function residentOf(pid) {
  const line = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"));
  return line ? Number(line[1]) / 1024 : 0;
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function measure(every) {
  const port = await freePort();
  const environment = {
    ...process.env,
    FUNCTIONS_CUSTOMHANDLER_PORT: `${port}`, FUNCTIONS_CUSTOMHANDLER_WORKER_ID: "cold-start", FUNCTIONS_APP_ROOT_PATH: app,
    Shaken__Roles: "cr", Shaken__Storage: "disk", Shaken__DataFolder: data,
  };
  const started = process.hrtime.bigint();
  const since = () => Number(process.hrtime.bigint() - started) / 1e6;
  const child = spawn(program, [], { cwd: app, env: environment, stdio: "ignore" });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  try {
    while (await ask(port, "/") === null) {
      if (child.exitCode !== null) throw new Error(`The program ended with ${child.exitCode}.`);
      if (since() > patience) throw new Error("No answer within 10 s.");
      await pause(every);
    }
    const answered = since();
    const status = await ask(port, route);
    if (status !== 200) throw new Error(`${route} was answered with ${status}.`);
    return { answered, served: since(), resident: residentOf(child.pid) };
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

function print(name, values, unit = "ms") {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(0);
  console.log(`${name}: min ${at(0)} ${unit}, median ${at(0.5)} ${unit}, p90 ${at(0.9)} ${unit}, max ${at(1)} ${unit}`);
}

keepChain();
for (const [every, whose] of [[2, "asked every 2 ms"], [25, "asked every 25 ms, as the host does"]]) {
  // The first two read the program from the disk.
  for (let warm = 0; warm < 2; warm++) await measure(every);
  const results = [];
  for (let run = 0; run < runs; run++) results.push(await measure(every));
  console.log(`${runs} starts, ${whose}`);
  print("  first answer to GET /", results.map((result) => result.answered));
  print("  first 200 of a certificate", results.map((result) => result.served));
  print("  resident then", results.map((result) => result.resident), "MiB");
}
