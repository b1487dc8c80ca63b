// Names of schema.org types and properties in their short form.
"use strict";

Sidenote.schemaNames = (() => {
  /** @param {string} name "https://schema.org/Person", "schema:Person" or "Person" → "Person" */
  const bareName = (name) => name.trim().replace(/^(?:https?:\/\/schema\.org\/|schema:)/i, "");
  return { bareName };
})();
