// The one seam to the browser: nothing else names chrome.* or browser.*. A classic script, so content
// scripts can list it; the worker and the extension pages import it for its side effect,
// globalThis.Sidenote.browser. Promises everywhere; what a browser lacks is detected here.
"use strict";

// A `var` twice is no error: content scripts share one global, modules have their own.
var Sidenote = globalThis.Sidenote ?? {};
globalThis.Sidenote = Sidenote;

/** @typedef {ReturnType<typeof makeBrowser>} Browser */

function makeBrowser() {
  /** @type {typeof chrome} */
  const api = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;

  /** The extension was reloaded, updated or removed under a content script that still runs. */
  class Invalidated extends Error {
    constructor() {
      super("The extension was reloaded; this page needs a reload too");
      this.name = "Invalidated";
    }
  }

  /** @returns {boolean} false in a content script whose extension is gone */
  const isAlive = () => {
    try {
      return Boolean(api.runtime?.id);
    } catch {
      return false;
    }
  };

  /**
   * @param {unknown} error
   * @returns {boolean} true if nobody listened: no panel is open, the tab has no content script
   */
  const isNobody = (error) =>
    error instanceof Error &&
    /Receiving end does not exist|message (port|channel) closed|No tab with id/i.test(error.message);

  /**
   * Sends a message to the worker (from content scripts and extension pages) or to every open
   * extension page (from the worker).
   * @param {object} message  see shared/messages.js
   * @returns {Promise<any>} the answer; undefined if nobody answered
   * @throws {Invalidated}
   */
  async function send(message) {
    if (!isAlive()) throw new Invalidated();
    try {
      return await api.runtime.sendMessage(message);
    } catch (error) {
      if (isNobody(error)) return undefined;
      if (!isAlive() || /context invalidated/i.test(String(error))) throw new Invalidated();
      throw error;
    }
  }

  /**
   * @param {number} tabId
   * @param {object} message
   * @returns {Promise<any>} the top frame's answer; undefined if the tab has no content script
   */
  async function sendToTab(tabId, message) {
    try {
      return await api.tabs.sendMessage(tabId, message, { frameId: 0 });
    } catch (error) {
      if (isNobody(error)) return undefined;
      throw error;
    }
  }

  /**
   * @param {(message: any, sender: chrome.runtime.MessageSender) => Promise<any>|undefined} handler
   *   a promise is awaited and answered; undefined leaves the message without an answer
   * @param {{signal?: AbortSignal}} [options]
   */
  function onMessage(handler, { signal } = {}) {
    /** @type {Parameters<typeof api.runtime.onMessage.addListener>[0]} */
    const listener = (message, sender, respond) => {
      const answer = handler(message, sender);
      if (answer === undefined) return false;
      answer.then(respond, (error) => {
        // The name alone: a message could carry words of the page.
        console.error(`Sidenote: "${message?.type}" failed: ${error?.name}`);
        respond(undefined);
      });
      return true;
    };
    api.runtime.onMessage.addListener(listener);
    signal?.addEventListener("abort", () => {
      if (isAlive()) api.runtime.onMessage.removeListener(listener);
    });
  }

  /**
   * @param {string} key  a key of _locales
   * @param {string|string[]} [substitutions]
   * @returns {string} "" for an unknown key
   */
  const t = (key, substitutions) => (isAlive() ? api.i18n.getMessage(key, substitutions) : "");

  /** @returns {string} the user interface's language, "en", "cs", "pt-BR" */
  const language = () => api.i18n.getUILanguage();

  /** Tabs; `url` is there only for granted hosts and after a click on the action. */
  const tabs = {
    /** @param {number} tabId @returns {Promise<chrome.tabs.Tab|null>} */
    get: (tabId) => api.tabs.get(tabId).catch(() => null),
    /** @returns {Promise<chrome.tabs.Tab|null>} the tab the user looks at in this window */
    active: async () => (await api.tabs.query({ active: true, currentWindow: true }))[0] ?? null,
    /** @param {string[]} patterns  of granted hosts @returns {Promise<chrome.tabs.Tab[]>} */
    matching: (patterns) => api.tabs.query({ url: patterns }),
    /** @param {string} url @returns {Promise<chrome.tabs.Tab>} */
    open: (url) => api.tabs.create({ url }),
    /** @param {(tabId: number) => void} listener */
    onRemoved: (listener) => api.tabs.onRemoved.addListener((tabId) => listener(tabId)),
    /** @param {(tabId: number) => void} listener  also when another tab is shown */
    onActivated: (listener) => api.tabs.onActivated.addListener(({ tabId }) => listener(tabId)),
    /** @param {(tabId: number) => void} listener  a page has loaded */
    onLoaded: (listener) =>
      api.tabs.onUpdated.addListener((tabId, change) => {
        if (change.status === "complete") listener(tabId);
      }),
  };

  /** Access to hosts; `request` only inside a user's click, on an extension page. */
  const permissions = {
    /** @param {string[]} origins @returns {Promise<boolean>} */
    request: (origins) => api.permissions.request({ origins }),
    /** @param {string[]} origins @returns {Promise<boolean>} */
    contains: (origins) => api.permissions.contains({ origins }),
    /** @param {string[]} origins @returns {Promise<boolean>} */
    remove: (origins) => api.permissions.remove({ origins }),
    /** @param {(origins: string[]) => void} listener */
    onAdded: (listener) => api.permissions.onAdded.addListener((p) => listener(p.origins ?? [])),
    /** @param {(origins: string[]) => void} listener */
    onRemoved: (listener) => api.permissions.onRemoved.addListener((p) => listener(p.origins ?? [])),
  };

  /** Content scripts, in the isolated world of the top frame. */
  const scripts = {
    /** @returns {Promise<chrome.scripting.RegisteredContentScript[]>} */
    registered: () => api.scripting.getRegisteredContentScripts(),
    /** @param {{id: string, matches: string[], js: string[]}} script */
    register: (script) => api.scripting.registerContentScripts([whole(script)]),
    /** @param {{id: string, matches: string[], js: string[]}} script */
    update: (script) => api.scripting.updateContentScripts([whole(script)]),
    /** @param {string[]} ids */
    unregister: (ids) => api.scripting.unregisterContentScripts({ ids }),
    /** @param {number} tabId @param {string[]} files @returns {Promise<unknown>} */
    inject: (tabId, files) => api.scripting.executeScript({ target: { tabId }, files }),
  };

  /**
   * @param {{id: string, matches: string[], js: string[]}} script
   * @returns {chrome.scripting.RegisteredContentScript}
   */
  const whole = (script) => ({
    ...script,
    allFrames: false,
    runAt: "document_end",
    world: "ISOLATED",
    persistAcrossSessions: true,
  });

  /** @param {() => chrome.storage.StorageArea} area */
  const store = (area) => ({
    /** @param {string} key @returns {Promise<any>} undefined if absent */
    get: async (key) => (await area().get(key))[key],
    /** @returns {Promise<Record<string, any>>} */
    all: () => area().get(null),
    /** @param {string} key @param {unknown} value */
    set: (key, value) => area().set({ [key]: value }),
    /** @param {string|string[]} keys */
    remove: (keys) => area().remove(keys),
    /** Content scripts see none of it, where the browser can say so. */
    closeToContent: async () => {
      await area().setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" });
    },
  });
  const storage = {
    /** outlives the browser */
    local: store(() => api.storage.local),
    /** in memory, outlives the worker */
    session: store(() => api.storage.session),
  };

  const alarms = {
    /** @param {string} name @param {number} when  ms since the epoch; browsers wake after >= 30 s */
    set: (name, when) => api.alarms.create(name, { when }),
    /** @param {string} name */
    clear: (name) => api.alarms.clear(name),
    /** @param {(name: string) => void} listener */
    onAlarm: (listener) => api.alarms.onAlarm.addListener((alarm) => listener(alarm.name)),
  };

  /** Inside a click: nothing may be awaited before it. @param {chrome.tabs.Tab} tab */
  function openPanel(tab) {
    const { sidebarAction } = /** @type {any} */ (api);
    if (api.sidePanel) void api.sidePanel.open({ windowId: tab.windowId });
    else void sidebarAction?.open();
  }

  const menus = {
    /**
     * An entry in the page's menu while something is marked. A click on it lets the extension read this
     * one tab, as one on the toolbar button does, and opens the panel.
     * @param {string} id @param {(tab: chrome.tabs.Tab & {id: number}) => void} clicked
     */
    onSelection(id, clicked) {
      api.contextMenus.onClicked.addListener((info, tab) => {
        if (info.menuItemId !== id || tab?.id === undefined) return;
        openPanel(tab);
        clicked(/** @type {chrome.tabs.Tab & {id: number}} */ (tab));
      });
    },
    /** Menus outlive the worker: made anew at every install and update. @param {string} id @param {string} title */
    async addForSelection(id, title) {
      await api.contextMenus.removeAll();
      api.contextMenus.create({ id, title, contexts: ["selection"] });
    },
  };

  const action = {
    /**
     * The toolbar button opens the side panel (Chromium) or toggles the sidebar (Firefox). The click
     * also lets the extension read this one tab (activeTab); Chromium's own openPanelOnActionClick
     * would open the panel without that.
     * @param {(tabId: number) => void} clicked
     */
    opensPanel(clicked) {
      api.action.onClicked.addListener((tab) => {
        // Inside the click itself: nothing may be awaited before it.
        if (api.sidePanel) void api.sidePanel.open({ windowId: tab.windowId });
        else void (/** @type {any} */ (api).sidebarAction?.toggle());
        if (tab.id !== undefined) clicked(tab.id);
      });
    },
    /** @param {{text: string, tabId?: number}} badge */
    setBadge: (badge) => api.action.setBadgeText(badge),
  };

  return Object.freeze({
    Invalidated,
    isAlive,
    send,
    sendToTab,
    onMessage,
    t,
    language,
    tabs,
    permissions,
    scripts,
    storage,
    alarms,
    menus,
    action,
    /** @returns {string} */
    id: () => api.runtime.id,
    /** @param {string} path @returns {string} an address inside the extension; never put it in a page */
    url: (path) => api.runtime.getURL(path),
    /** @returns {Promise<void>} */
    openOptions: () => api.runtime.openOptionsPage(),
    /** @returns {Promise<string>} "mac", "win", "linux", "android", ... */
    system: async () => (await api.runtime.getPlatformInfo()).os,
    /** @param {(reason: string) => void} listener  "install", "update", ... */
    onInstalled: (listener) => api.runtime.onInstalled.addListener((d) => listener(d.reason)),
    /** @param {() => void} listener */
    onStartup: (listener) => api.runtime.onStartup.addListener(listener),
  });
}

Sidenote.browser ??= makeBrowser();
