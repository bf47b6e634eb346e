"use strict";
// Sends on what the provider of single sign-on said; without scripts the button does.
for (const form of document.querySelectorAll("form[data-onward]")) form.submit();
