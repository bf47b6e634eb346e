// Progressive help for pages that work without it: menus, keyboard, error focus, counters, printing.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("bh-js");

  const each = (selector, act, within = document) => {
    within.querySelectorAll(selector).forEach(act);
  };

  const typing = (node) =>
    node instanceof HTMLElement &&
    (node.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(node.tagName));

  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent);

  const chosen = () => document.querySelector("[data-row].bh-row-on");

  const choose = (row) => {
    each("[data-row].bh-row-on", (old) => old.classList.remove("bh-row-on"));
    if (!row) return;
    row.classList.add("bh-row-on");
    row.scrollIntoView({ block: "nearest" });
    const link = row.querySelector("a[href]");
    if (link) link.focus({ preventScroll: true });
  };

  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(chosen());
    choose(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))]);
  };

  const press = (selector) => {
    const node = document.querySelector(selector);
    if (node) node.click();
    return Boolean(node);
  };

  const keys = {
    "/": () => {
      const box = document.querySelector("[data-search]");
      if (box) box.focus();
    },
    j: () => step(1),
    k: () => step(-1),
    x: () => {
      const row = chosen();
      const box = row && row.querySelector("input[type=checkbox]");
      if (box) box.click();
    },
    e: () => press("[data-export]"),
    s: () => press("[data-save]"),
    "?": () => {
      const sheet = document.getElementById("bh-keys");
      if (sheet && typeof sheet.showModal === "function" && !sheet.open) sheet.showModal();
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      each("details.bh-pop[open]", (menu) => {
        menu.open = false;
        const summary = menu.querySelector("summary");
        if (summary && menu.contains(document.activeElement)) summary.focus();
      });
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target instanceof Element && event.target.closest("form[data-form]");
      if (form) form.requestSubmit();
      return;
    }
    if (document.body.dataset.keys === "off") return;
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    each("details.bh-pop[open]", (menu) => {
      if (!menu.contains(target)) menu.open = false;
    });
    const opener = target.closest("[data-menu]");
    if (opener) {
      const nav = document.getElementById("bh-nav");
      const open = nav.classList.toggle("bh-open");
      opener.setAttribute("aria-expanded", String(open));
    }
    if (target.closest("[data-print]")) window.print();
    if (target.closest("[data-keys-open]")) keys["?"]();
    const closer = target.closest("[data-close]");
    if (closer) closer.closest("dialog").close();
  });

  document.addEventListener("change", (event) => {
    const target = event.target;
    if (target instanceof HTMLElement && target.dataset.go !== undefined) target.form.requestSubmit();
  });

  // One click, one act: a second press while the first travels does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method.toLowerCase() !== "post" || form.dataset.again !== undefined) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    window.setTimeout(() => delete form.dataset.sent, 8000);
  });

  window.addEventListener("pageshow", () => each("form[data-sent]", (form) => delete form.dataset.sent));

  const counters = (within) =>
    each(
      "[data-limit]",
      (box) => {
        const line = document.getElementById(`${box.id}-count`);
        if (!line) return;
        const tell = () => {
          const left = Number(box.dataset.limit) - [...box.value].length;
          line.textContent = left >= 0 ? `还可以写 ${left} 字` : `超出 ${-left} 字`;
        };
        box.addEventListener("input", tell);
        tell();
      },
      within,
    );

  // Drafts are saved two seconds after the typing stops, and the line below the form says so.
  const drafts = () =>
    each("form[data-draft]", (form) => {
      const line = document.getElementById("bh-autosave");
      let timer = 0;
      let dirty = false;
      const save = async () => {
        const body = new FormData(form);
        [...body.entries()].forEach(([key, value]) => {
          if (value instanceof File) body.delete(key);
        });
        try {
          const answer = await fetch(form.dataset.draft, { method: "POST", body, credentials: "same-origin" });
          const text = await answer.text();
          if (answer.ok) {
            form.elements.namedItem("saves").value = answer.headers.get("X-Draft-Saves");
            line.textContent = text;
            dirty = false;
          } else {
            line.textContent = text.length < 200 && !text.includes("<") ? text : "草稿没有保存，请先复制已填内容。";
          }
        } catch {
          line.textContent = "未保存，正在重试。";
          timer = window.setTimeout(save, 5000);
        }
      };
      const later = () => {
        dirty = true;
        window.clearTimeout(timer);
        timer = window.setTimeout(save, 2000);
      };
      form.addEventListener("input", later);
      form.addEventListener("submit", () => {
        dirty = false;
        window.clearTimeout(timer);
      });
      window.addEventListener("beforeunload", (event) => {
        if (dirty) event.preventDefault();
      });
    });

  // What a form asks for by code is found by its words: type, press one, and its body is filled in too.
  const picks = () =>
    each("[data-pick]", (box) => {
      const list = document.createElement("div");
      list.className = "bh-picks";
      list.setAttribute("aria-live", "polite");
      box.after(list);
      const body = box.form.querySelector("[list=bh-bodies]");
      let timer = 0;
      let asked = 0;
      const take = (item) => {
        box.value = item.code;
        if (body) {
          body.value = item.lead;
          body.dispatchEvent(new Event("input", { bubbles: true }));
        }
        list.textContent = `已选：${item.lead_name} ${item.code} ${item.matter}`;
        box.focus();
      };
      const show = (answer) => {
        list.replaceChildren();
        answer.found.forEach((item) => {
          const button = document.createElement("button");
          button.type = "button";
          button.className = "btn";
          button.textContent = `${item.lead_name}　${item.code}　${item.matter}`;
          button.addEventListener("click", () => take(item));
          list.append(button);
        });
        if (!answer.found.length) list.textContent = answer.sentence;
      };
      const ask = async (words) => {
        const mine = ++asked;
        try {
          const address = `${box.dataset.pick}?${new URLSearchParams({ q: words })}`;
          const answer = await fetch(address, { credentials: "same-origin" });
          const told = await answer.json();
          if (mine === asked) show(told);
        } catch {
          if (mine === asked) list.textContent = "现在查不了清单，请直接填写编码。";
        }
      };
      box.addEventListener("input", () => {
        window.clearTimeout(timer);
        if (box.value.trim()) timer = window.setTimeout(() => ask(box.value), 300);
      });
      if (!box.value && box.dataset.pickAbout) ask(box.dataset.pickAbout);
    });

  const ready = () => {
    const errors = document.querySelector("[data-errors]");
    if (errors) errors.focus();
    counters(document);
    drafts();
    picks();
    // On a narrow screen the rows come before the filters.
    if (window.matchMedia("(max-width: 767px)").matches) {
      each("details[data-fold]", (fold) => (fold.open = false));
    }
    document.body.addEventListener("htmx:afterSwap", (event) => counters(event.target));
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
})();
