/* Keys for comfort. Everything works without this file; nothing here changes what a page says.
   "/" search, "?" the list of keys, "g" and a room's letter, "n" "p" along a list or to what is beside this one;
   Ctrl and Enter keep a position and go on; in the list of positions each has a letter of its own. */
(() => {
  "use strict";
  const trouble = document.getElementById("trouble");
  if (trouble) trouble.focus();
  const begin = document.querySelector("[data-begin]");
  if (begin && !trouble) begin.focus({ preventScroll: true });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.ctrlKey || event.isComposing || !(event.target instanceof HTMLElement)) return;
    const form = event.target.closest("form[data-go]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[value=next]"));
  });

  if (!document.body.hasAttribute("data-keys")) return;
  let going = 0;

  const typing = (where) => where instanceof HTMLElement && (where.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(where.tagName));

  const go = (selector) => {
    const link = document.querySelector(selector);
    if (link) link.click();
    return Boolean(link);
  };

  const along = (step) => {
    if (go(`main a[rel=${step > 0 ? "next" : "prev"}]:only-of-type, .side a[rel=${step > 0 ? "next" : "prev"}]`)) return;
    const places = [...document.querySelectorAll("main a.what")];
    if (!places.length) return;
    const at = places.indexOf(document.activeElement);
    const to = at < 0 ? (step > 0 ? 0 : places.length - 1) : at + step;
    if (places[to]) places[to].focus();
  };

  const choose = (event) => {
    const list = event.target instanceof HTMLInputElement && event.target.type === "radio" && event.target.closest("[data-positions]");
    const key = list && list.querySelector(`[data-choose="${CSS.escape(event.key)}"]`);
    if (!key) return false;
    const radio = key.closest(".pick").querySelector("input");
    radio.checked = true;
    radio.focus();
    event.preventDefault();
    return true;
  };

  const act = (key) => {
    if (going && Date.now() - going < 1500) {
      going = 0;
      return go(`.rooms a[data-key="${CSS.escape(key)}"]`);
    }
    going = 0;
    if (key === "/") { const field = document.getElementById("q"); if (field) { field.focus(); field.select(); } return Boolean(field); }
    if (key === "?") return go("a[data-help]");
    if (key === "g") { going = Date.now(); return true; }
    if (key === "n") { along(1); return true; }
    if (key === "p") { along(-1); return true; }
    return false;
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (choose(event)) return;
    if (typing(event.target)) { if (event.key === "Escape") event.target.blur(); return; }
    if (act(event.key)) event.preventDefault();
  });
})();
