// What the browser alone can do: save a file, copy a text, tell its own time zone.
window.shakenConsole = {
  save(name, mediaType, text) {
    const url = URL.createObjectURL(new Blob([text], { type: mediaType }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  },
  // A refresh token counts once: windows of one browser take turns.
  refresh(path) {
    const send = async () => {
      const response = await fetch(path, { method: "POST" });
      return { status: response.status, text: await response.text() };
    };
    return navigator.locks ? navigator.locks.request("shaken-session", send) : send();
  },
  copy(text) { return navigator.clipboard.writeText(text); },
  local(iso) { return new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "long" }); },
  prefersDark() { return window.matchMedia("(prefers-color-scheme: dark)").matches; },
  theme() { return localStorage.getItem("theme"); },
  setTheme(value) { localStorage.setItem("theme", value); },
};
