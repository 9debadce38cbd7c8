/* <form data-autosave="url"> posts itself there after a pause and when the page is left. The answer is a sentence
   ("Saved at 14:02") and, in X-Version, the version the next save starts from. What cannot be saved stays on the page,
   with a copy in this browser. */
(() => {
  "use strict";
  const QUIET = 1500;
  const SKIPPED = ["csrf_token", "idempotency_key", "version"];

  const isText = (entry) => typeof entry[1] === "string";

  function watch(form) {
    const url = form.dataset.autosave;
    const store = "collegium:" + url;
    const status = form.querySelector("[role=status]") || document.querySelector("main [role=status].saved");
    let timer = 0;
    let dirty = false;
    let busy = false;
    let stopped = false;
    let held = null;

    const tell = (sentence, bad) => {
      if (!status || !sentence) return;
      status.textContent = sentence;
      status.classList.toggle("late", Boolean(bad));
    };
    const typed = () => [...new FormData(form)].filter(isText).filter(([name]) => !SKIPPED.includes(name));

    const keep = () => {
      try { localStorage.setItem(store, JSON.stringify(typed())); } catch { /* the page holds the text */ }
    };
    const drop = () => {
      try { localStorage.removeItem(store); } catch { /* nothing was kept */ }
    };

    async function save() {
      clearTimeout(timer);
      if (!dirty || busy || stopped) return;
      busy = true;
      dirty = false;
      const body = new FormData();
      for (const [name, value] of [...new FormData(form)].filter(isText)) {
        if (name !== "idempotency_key") body.append(name, value);
      }
      try {
        const answer = await fetch(url, { method: "POST", body, keepalive: true, headers: { Accept: "text/plain" }, signal: AbortSignal.timeout(20000) });
        const plain = (answer.headers.get("Content-Type") || "").startsWith("text/plain");
        const sentence = plain ? (await answer.text()).trim() : "";
        if (answer.ok && !answer.redirected) {
          const version = answer.headers.get("X-Version");
          if (version && form.elements.version) form.elements.version.value = version;
          if (!dirty) drop();
          tell(sentence);
        } else {
          keep();
          // Saving again would only fail again.
          stopped = answer.status === 409;
          tell(sentence || (answer.status >= 500 ? form.dataset.offline : form.dataset.signedOut), true);
        }
      } catch {
        keep();
        tell(form.dataset.offline, true);
        dirty = true;
      }
      busy = false;
      if (held) return form.requestSubmit(held.submitter);
      if (dirty) timer = setTimeout(save, 10 * QUIET);
    }

    function putBack() {
      let kept = null;
      try { kept = JSON.parse(localStorage.getItem(store)); } catch { /* as if nothing was kept */ }
      if (!kept || JSON.stringify(kept) === JSON.stringify(typed())) return drop();
      for (const field of form.elements) {
        const values = kept.filter(([name]) => name === field.name);
        if (SKIPPED.includes(field.name) || ["file", "submit"].includes(field.type)) continue;
        if (["checkbox", "radio"].includes(field.type)) field.checked = values.some(([, value]) => value === field.value);
        else if (values.length) {
          field.value = values[0][1];
          kept.splice(kept.indexOf(values[0]), 1);
        }
      }
      tell(form.dataset.restored, true);
    }

    form.addEventListener("input", () => {
      dirty = true;
      clearTimeout(timer);
      timer = setTimeout(save, QUIET);
    });
    form.addEventListener("submit", (event) => {
      stopped = true;
      clearTimeout(timer);
      if (dirty) keep();
      if (!busy) return;
      // Else it would be refused as older than its own save.
      held = event;
      event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
    window.addEventListener("online", save);
    putBack();
  }

  document.querySelectorAll("form[data-autosave]").forEach(watch);
})();
