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
  copy(text) { return navigator.clipboard.writeText(text); },
  local(iso) { return new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "long" }); },
  prefersDark() { return window.matchMedia("(prefers-color-scheme: dark)").matches; },
  theme() { return localStorage.getItem("theme"); },
  setTheme(value) { localStorage.setItem("theme", value); },
};
