// IndexedDB of the extension's own origin: what must survive a killed worker and a restarted browser.
// Content scripts can't open it in any browser (theirs is the page's), so the token lives here too.

const NAME = "sidenote";
const VERSION = 1;

/**
 * Stores: "captures" one small record per waiting or refused capture (keyPath capture_id) · "bodies"
 * the capture itself, out of line, gone once delivered · "kept" single values by name.
 * @typedef {"captures"|"bodies"|"kept"} Store
 */

/** @type {Promise<IDBDatabase>|null} */
let opened = null;

/** @returns {Promise<IDBDatabase>} */
function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("captures", { keyPath: "capture_id" });
      request.result.createObjectStore("bodies");
      request.result.createObjectStore("kept");
    };
    request.onsuccess = () => {
      const database = request.result;
      // Closed by the browser (disk trouble, cleared data): the next call opens it anew.
      database.onclose = () => (opened = null);
      database.onversionchange = () => {
        database.close();
        opened = null;
      };
      resolve(database);
    };
    request.onerror = () => {
      opened = null;
      reject(request.error);
    };
  });
  return opened;
}

/**
 * One transaction over some stores; resolves when it is on disk.
 * @template T
 * @param {Store[]} names
 * @param {"readonly"|"readwrite"} mode
 * @param {(stores: Record<Store, IDBObjectStore>) => Promise<T>|T} work  may await only requests of
 *   this transaction (see `asked`)
 * @returns {Promise<T>}
 */
export async function transact(names, mode, work) {
  const database = await open();
  const transaction = database.transaction(names, mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
  });
  const stores = /** @type {Record<Store, IDBObjectStore>} */ (
    Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]))
  );
  try {
    const result = await work(stores);
    await done;
    return result;
  } catch (error) {
    done.catch(() => {});
    try {
      transaction.abort();
    } catch {
      // It has ended by itself.
    }
    throw error;
  }
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Single values by name. */
export const kept = {
  /** @param {string} name @returns {Promise<any>} undefined if absent */
  get: (name) => transact(["kept"], "readonly", ({ kept }) => asked(kept.get(name))),
  /** @param {string} name @param {unknown} value @returns {Promise<unknown>} */
  set: (name, value) => transact(["kept"], "readwrite", ({ kept }) => asked(kept.put(value, name))),
  /** @param {string} name @returns {Promise<unknown>} */
  remove: (name) => transact(["kept"], "readwrite", ({ kept }) => asked(kept.delete(name))),
};
