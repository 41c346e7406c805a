// Stands in for office.js beneath the real pane. Strict, so that nothing passes by accident:
// a property that was not loaded and synced throws, an unknown member throws, a batch runs in order at sync()
// and stops at its first error. The workbook is in the window around the pane (HOST).
"use strict";
(() => {
  const HOST = window.parent.HOST;
  const book = HOST.book; // the workbook in front when the pane is opened stays this pane's
  // Two tabs are two persons: each has the token of its own workbook.
  Object.defineProperty(window, "localStorage", { value: window.sessionStorage });
  const { hostError, EXCEL_CLASSES } = HOST.api;
  const RAW = Symbol("raw");
  const unwrap = (value) => (value && value[RAW] ? value[RAW].resolve() : value);
  const used = (cls, member) => HOST.usage.add(`${cls}.${String(member)}`);
  const notLoaded = (cls, member) =>
    hostError("PropertyNotLoaded", `The property '${member}' is not available. Before reading the property's value, call the load method on the containing object and call "context.sync()" on the associated request context. (${cls})`);

  let snapshot = 0; // one load() call = one snapshot of a collection's items

  // ---- objects
  function instance(context, cls, resolve, { orNull = false } = {}) {
    const definition = EXCEL_CLASSES[cls];
    if (!definition) throw new Error(`EMULATOR: class ${cls} is not implemented`);
    const raw = { context, cls, definition, orNull, loaded: new Map(), links: new Map(), items: null, isNull: undefined, model: undefined };
    raw.resolve = () => {
      if (raw.isNull === undefined) {
        raw.model = resolve();
        raw.isNull = raw.model === null;
      }
      return raw.model;
    };
    raw.self = new Proxy(raw, { get: (_, key) => read(raw, key), set: (_, key, value) => write(raw, key, value) });
    context.queue.push(() => {
      if (raw.resolve() === null && !raw.orNull) throw hostError("ItemNotFound", `${cls} doesn't exist`);
    });
    return raw.self;
  }

  function link(raw, key) {
    if (!raw.links.has(key)) {
      const [cls, follow] = raw.definition.links[key];
      raw.links.set(key, instance(raw.context, cls, () => (raw.resolve() === null ? null : follow(raw.resolve())), { orNull: raw.orNull }));
    }
    return raw.links.get(key);
  }

  // ---- load
  const paths = (wanted) => {
    if (wanted === undefined) return [null];
    if (Array.isArray(wanted)) return wanted.flatMap(paths);
    if (typeof wanted === "object") throw new Error("EMULATOR: load with an object is not implemented");
    return String(wanted).split(",").map((path) => path.trim().split("/"));
  };

  function loadPath(raw, path) {
    const model = raw.resolve();
    if (model === null) return;
    if (raw.definition.item) return loadItems(raw, path[0] === "items" ? path.slice(1) : path);
    const [head, ...rest] = path;
    if (head in raw.definition.properties) {
      used(raw.cls, head);
      raw.loaded.set(head, raw.definition.properties[head].get(model));
    } else if (head in raw.definition.links) {
      const next = link(raw, head)[RAW];
      if (rest.length) loadPath(next, rest);
      else loadAll(next);
    } else throw new Error(`EMULATOR: cannot load ${raw.cls}.${head}`);
  }

  function loadItems(raw, path) {
    if (raw.snapshot !== snapshot) {
      raw.snapshot = snapshot;
      raw.items = raw.definition.list(raw.resolve()).map((model) => {
        const item = instance({ queue: [] }, raw.definition.item, () => model);
        item[RAW].context = raw.context;
        return item;
      });
    }
    for (const item of raw.items) {
      item[RAW].resolve();
      if (path.length) loadPath(item[RAW], path);
      else loadAll(item[RAW]);
    }
  }

  function loadAll(raw) {
    if (raw.resolve() === null) return;
    for (const [key, property] of Object.entries(raw.definition.properties)) raw.loaded.set(key, property.get(raw.resolve()));
  }

  // ---- members
  function read(raw, key) {
    if (key === RAW) return raw;
    if (typeof key === "symbol" || key === "then" || key === "toJSON") return undefined;
    const { cls, definition, context } = raw;
    if (key === "context") return context;
    if (key === "isNullObject") {
      if (raw.isNull === undefined) throw notLoaded(cls, key);
      return raw.isNull;
    }
    if (key === "load") return (wanted) => { queueLoad(raw, wanted); return raw.self; };
    if (definition.events?.includes(key)) return event(raw, key);
    if (key === "items" && definition.item) {
      if (!raw.items) throw notLoaded(cls, key);
      return raw.items;
    }
    if (key in definition.properties) {
      used(cls, key);
      if (!raw.loaded.has(key)) throw notLoaded(cls, key);
      return structuredClone(raw.loaded.get(key));
    }
    if (key in definition.links) {
      used(cls, key);
      return link(raw, key);
    }
    if (key in definition.methods) return method(raw, key);
    throw new Error(`EMULATOR: ${cls}.${String(key)} is not implemented`);
  }

  function queueLoad(raw, wanted) {
    const load = () => {
      snapshot += 1;
      for (const path of paths(wanted)) path ? loadPath(raw, path) : loadAll(raw);
    };
    load.reads = true;
    raw.context.queue.push(load);
  }

  function method(raw, key) {
    used(raw.cls, key);
    const { gives, run } = raw.definition.methods[key];
    return (...args) => {
      const call = () => {
        if (raw.resolve() === null) throw hostError("InvalidObjectPath", `${raw.cls} is a null object`);
        return run(raw.resolve(), ...args.map(unwrap));
      };
      if (gives) return instance(raw.context, gives, call, { orNull: key.endsWith("OrNullObject") });
      raw.context.queue.push(call);
      return undefined;
    };
  }

  function write(raw, key, value) {
    const property = raw.definition.properties[key];
    if (!property?.set) throw new Error(`EMULATOR: cannot set ${raw.cls}.${String(key)}`);
    used(raw.cls, key);
    const frozen = structuredClone(value);
    raw.loaded.delete(key);
    raw.context.queue.push(() => {
      if (raw.resolve() === null) throw hostError("InvalidObjectPath", `${raw.cls} is a null object`);
      property.set(raw.resolve(), frozen);
    });
    return true;
  }

  // ---- events
  const runtime = {
    handlers: [],
    eventsOn: true,
    dispatch(type, sheet, told) {
      if (!runtime.eventsOn) return;
      for (const handler of runtime.handlers.filter((h) => h.type === type)) {
        HOST.events += 1;
        HOST.stats.told += 1;
        setTimeout(() => deliver(handler, told), 0);
      }
    },
  };
  book.runtimes.push(runtime);

  async function deliver(handler, told) {
    try {
      await handler.call(structuredClone(told));
    } catch (error) {
      console.error("handler", error);
    } finally {
      HOST.events -= 1;
    }
  }

  function event(raw, type) {
    used(raw.cls, type);
    return {
      add(call) {
        const handler = { type, call };
        raw.context.queue.push(() => { runtime.handlers.push(handler); });
        return { remove: () => raw.context.queue.push(() => { runtime.handlers = runtime.handlers.filter((h) => h !== handler); }) };
      },
    };
  }

  // ---- batches
  class RequestContext {
    constructor() {
      this.queue = [];
      this.workbook = instance(this, "Workbook", () => book);
      this.application = this.workbook.application;
      this.runtime = {
        get enableEvents() { return runtime.eventsOn; },
        set enableEvents(on) { used("Runtime", "enableEvents"); context.queue.push(() => { runtime.eventsOn = on; }); },
      };
      const context = this;
    }

    async sync() {
      HOST.stats.syncs += 1;
      const batch = this.queue.splice(0);
      await (HOST.latencyMs ? new Promise((done) => setTimeout(done, HOST.latencyMs)) : null);
      if (HOST.editMode && !this.waits) throw hostError("InvalidOperationInCellEditMode", "Excel is in cell-editing mode. Please exit the edit mode by pressing ENTER or TAB or selecting another cell, and then try again.");
      await HOST.leftEditMode();
      await HOST.meanwhile();
      HOST.written = [];
      try {
        for (const operation of batch) {
          HOST.stats.operations += 1;
          if (operation.reads) await book.recalculate();
          operation();
          const told = HOST.written.splice(0);
          if (runtime.eventsOn) for (const [sheet, what] of told) book.tell("onChanged", sheet, what);
        }
      } finally {
        await book.recalculate();
        HOST.drawSoon();
      }
    }
  }

  async function run(optionsOrBatch, maybeBatch) {
    const batch = maybeBatch || optionsOrBatch;
    const context = new RequestContext();
    context.waits = Boolean(maybeBatch && optionsOrBatch.delayForCellEdit);
    const result = await batch(context);
    await context.sync();
    return result;
  }

  // ---- the file, in slices
  const closed = [];
  function getFileAsync(type, options, call) {
    used("Document", "getFileAsync");
    if (type !== "compressed") throw new Error(`EMULATOR: getFileAsync(${type}) is not implemented`);
    book.save().then((bytes) => {
      const size = Math.min(options.sliceSize || 4194304, 4194304);
      let open = true;
      call({ status: "succeeded", value: {
        size: bytes.length,
        sliceCount: Math.ceil(bytes.length / size),
        getSliceAsync: (index, done) => {
          used("File", "getSliceAsync");
          if (!open) return done({ status: "failed", error: { message: "the file is closed" } });
          const part = bytes.slice(index * size, (index + 1) * size);
          return done({ status: "succeeded", value: { index, size: part.length, data: Array.from(part) } });
        },
        closeAsync: (done) => { used("File", "closeAsync"); open = false; closed.push(true); if (done) done({ status: "succeeded" }); },
      } });
    }, (error) => call({ status: "failed", error: { message: String(error.message || error) } }));
  }

  const strict = (name, members) => new Proxy(members, {
    get(target, key) {
      if (typeof key === "symbol" || key === "then" || key in target) return target[key];
      throw new Error(`EMULATOR: ${name}.${String(key)} is not implemented`);
    },
  });

  window.Excel = strict("Excel", {
    RequestContext,
    run,
    createWorkbook: async (base64) => { used("Excel", "createWorkbook"); HOST.opened.push(base64); await HOST.openNew(base64); },
    ConditionalFormatType: { custom: "Custom" },
    // Only read while xlwings.js is loaded.
    ShapeType: {}, ClearApplyTo: {}, GroupOption: {}, DeleteShiftDirection: {}, InsertShiftDirection: {},
    SheetVisibility: { visible: "Visible" }, CalculationType: {}, SaveBehavior: {},
  });

  const supported = (version) => {
    const [major, minor] = String(version).split(".").map(Number);
    const [hostMajor, hostMinor] = String(HOST.apiVersion).split(".").map(Number);
    return major < hostMajor || (major === hostMajor && (minor || 0) <= hostMinor);
  };

  window.Office = strict("Office", {
    onReady: (call) => {
      const info = { host: "Excel", platform: "PC" };
      if (call) Promise.resolve().then(() => call(info));
      return Promise.resolve(info);
    },
    HostType: { Excel: "Excel" },
    FileType: { Compressed: "compressed" },
    AsyncResultStatus: { Succeeded: "succeeded", Failed: "failed" },
    StartupBehavior: { load: "Load", none: "None" },
    EventType: { DialogMessageReceived: "dialogMessageReceived", DialogEventReceived: "dialogEventReceived" },
    actions: strict("Office.actions", { associate: (name, action) => { used("Actions", "associate"); (HOST.actions ??= {})[name] = action; } }),
    addin: strict("Office.addin", {
      setStartupBehavior: async (how) => { used("Addin", "setStartupBehavior"); HOST.startup = how; },
      showAsTaskpane: async () => { used("Addin", "showAsTaskpane"); HOST.shown = true; },
    }),
    ribbon: strict("Office.ribbon", { requestUpdate: async (update) => { used("Ribbon", "requestUpdate"); HOST.ribbon = update; } }),
    context: strict("Office.context", {
      platform: "PC",
      diagnostics: { version: "16.0.emulated", platform: "PC", host: "Excel" },
      document: strict("Office.context.document", { getFileAsync }),
      requirements: { isSetSupported: (name, version) => (/^ExcelApi$/i.test(name) ? supported(version || "1.1") : /^(SharedRuntime|RibbonApi|CompressedFile)$/.test(name)) },
    }),
  });
})();
