// The page of the manual flow: first what the certificate will contain, then the certificate.
"use strict";

const element = (id) => document.getElementById(id);

const show = (id, isShown) => { element(id).hidden = !isShown; };

function request() {
  const body = { csr: element("csr").value, token: element("token").value.trim() };
  const organization = element("organization").value.trim();
  if (organization) body.organization = organization;
  return JSON.stringify(body);
}

async function post(path, body) {
  const response = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail ?? `The server answered ${response.status}.`);
  return answer;
}

function refuse(problem) {
  element("problem").textContent = problem.message;
  show("problem", true);
}

function list(contents) {
  const rows = contents.map(({ name, value }) => {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = name;
    const cell = document.createElement("td");
    cell.textContent = value;
    row.append(head, cell);
    return row;
  });
  element("contents").replaceChildren(...rows);
}

let shown = null;

element("request").addEventListener("submit", async (event) => {
  event.preventDefault();
  ["problem", "preview", "issued"].forEach((id) => show(id, false));
  const body = request();
  try {
    list((await post("../ca/v1/certificates/preview", body)).contents);
    shown = body;
    show("preview", true);
  } catch (problem) {
    refuse(problem);
  }
});

// What is issued is what was shown, whatever the fields say by now.
element("issue").addEventListener("click", async () => {
  const button = element("issue");
  button.disabled = true;
  show("problem", false);
  try {
    const { url, chain } = await post("../ca/v1/certificates", shown);
    element("url").textContent = url;
    element("url").href = url;
    element("chain").textContent = chain;
    element("download").href = URL.createObjectURL(new Blob([chain], { type: "application/pem-certificate-chain" }));
    show("preview", false);
    show("issued", true);
  } catch (problem) {
    refuse(problem);
  } finally {
    button.disabled = false;
  }
});
