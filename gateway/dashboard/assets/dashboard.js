// Small helps for the pages; each works without this, a little less comfortably.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  const pressed = (event, selector) => event.target instanceof Element && event.target.closest(selector);

  document.addEventListener("click", async (event) => {
    const copy = pressed(event, "[data-copy]");
    if (copy) {
      const source = document.getElementById(copy.dataset.copy);
      const said = document.getElementById(copy.dataset.says || "");
      try {
        await navigator.clipboard.writeText(source.textContent.trim());
        if (said) said.textContent = copy.dataset.done;
      } catch {
        const range = document.createRange();
        range.selectNodeContents(source);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
      }
    }
    const toggle = pressed(event, "[data-toggle]");
    if (toggle) {
      const open = toggle.getAttribute("aria-expanded") !== "true";
      toggle.setAttribute("aria-expanded", String(open));
      document.getElementById(toggle.dataset.toggle).classList.toggle("open", open);
    }
    const tick = pressed(event, "[data-tick]");
    if (tick) {
      for (const box of document.querySelectorAll(tick.dataset.tick)) box.checked = tick.dataset.to === "on";
    }
  });

  // a choice that is a whole form by itself is sent as soon as it is made
  document.addEventListener("change", (event) => {
    const field = pressed(event, "[data-send]");
    if (field) field.form.requestSubmit();
  });

  // nobody looks, or somebody reads a table that the answer would close: nothing is asked
  document.addEventListener("htmx:beforeRequest", (event) => {
    const live = event.target.matches("[data-live]");
    if (live && (document.hidden || event.target.querySelector("details[open]"))) event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const open of document.querySelectorAll("[data-toggle][aria-expanded=true]")) {
      open.click();
      open.focus();
    }
  });
})();
