// Passkeys: asks the browser, puts its answer into the form, sends the form.
// The older browsers of the agencies know navigator.credentials but not the JSON helpers of later ones.
(() => {
  const toBytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (char) => char.charCodeAt(0));
  };
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");

  const known = (keys) => (keys || []).map((key) => ({ ...key, id: toBytes(key.id) }));

  const create = async (options) => {
    const made = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: toBytes(options.challenge),
        user: { ...options.user, id: toBytes(options.user.id) },
        excludeCredentials: known(options.excludeCredentials),
      },
    });
    return {
      id: made.id,
      rawId: toText(made.rawId),
      type: made.type,
      response: {
        clientDataJSON: toText(made.response.clientDataJSON),
        attestationObject: toText(made.response.attestationObject),
      },
    };
  };

  const get = async (options) => {
    const used = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: toBytes(options.challenge),
        allowCredentials: known(options.allowCredentials),
      },
    });
    const { response } = used;
    return {
      id: used.id,
      rawId: toText(used.rawId),
      type: used.type,
      response: {
        clientDataJSON: toText(response.clientDataJSON),
        authenticatorData: toText(response.authenticatorData),
        signature: toText(response.signature),
        userHandle: response.userHandle ? toText(response.userHandle) : null,
      },
    };
  };

  const WORDS = {
    InvalidStateError: "这把密钥已经登记过。",
    NotAllowedError: "没有完成确认，或者超过了时间。请再试一次。",
    SecurityError: "当前地址不能使用通行密钥。请用域名和 HTTPS 访问本系统。",
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const fault = form.querySelector("[data-passkey-fault]");
    const say = (sentence) => {
      fault.textContent = sentence;
      fault.hidden = false;
    };
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!window.PublicKeyCredential) {
        say("这个浏览器不支持通行密钥。请改用动态口令。");
        return;
      }
      fault.hidden = true;
      try {
        const ask = form.dataset.passkey === "create" ? create : get;
        const answer = await ask(JSON.parse(form.dataset.options));
        form.querySelector("[data-answer]").value = JSON.stringify(answer);
        form.submit();
      } catch (error) {
        say(WORDS[error.name] || "没有成功。请再试一次，或者换用另一种方式。");
      }
    });
  }
})();
