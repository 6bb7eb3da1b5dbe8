// Core in WebAssembly, on threads of its own: the page asks for JSON and computes nothing.
const Core = (() => {
  /** What runs on such a thread, after TeaVM's runtime. */
  const THREAD = `
    let loaded;
    onmessage = async ({ data: { id, bytes, name, values } }) => {
      if (bytes) {
        loaded = TeaVM.wasmGC.load(bytes).then(({ exports }) => exports);
        loaded.then(() => postMessage({ id }), (e) => postMessage({ id, failed: String(e) }));
        return;
      }
      try {
        const exports = await loaded;
        postMessage({ id, text: exports[name](...values) });
      } catch (e) {
        postMessage({ id, text: JSON.stringify({ error: 'this could not be computed: ' + e }) });
      }
    };`;

  const text = (id) => document.getElementById(id).textContent.trim();

  let unpacked;

  /** The module, which stands zipped in the page. */
  function module() {
    unpacked ??= (async () => {
      const zipped = new Blob([Uint8Array.from(atob(text('wasm')), (c) => c.charCodeAt(0))]);
      return new Response(zipped.stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
    })();
    return unpacked;
  }

  /** Milliseconds of computing after which an answer is given up, and after which one that has been overtaken is. */
  const PATIENCE = 20000, OVERTAKEN = 3000;
  const TOO_LONG = 'this takes too long: the function may change over too short lengths';

  class Thread {
    constructor() {
      this.waiting = new Map();
      this.count = 0;
      this.start();
    }

    start() {
      const script = new Blob([text('runtime'), THREAD], { type: 'text/javascript' });
      this.worker = new Worker(URL.createObjectURL(script));
      this.worker.onmessage = ({ data: { id, text, failed } }) => {
        const asked = this.waiting.get(id);
        this.waiting.delete(id);
        this.watch();
        if (failed) asked?.reject(new Error(failed));
        else asked?.resolve(text);
      };
      this.worker.onerror = (e) => {
        const why = 'this could not be computed: ' + e.message;
        for (const { message, reject } of this.waiting.values()) if (message.bytes) reject(new Error(why));
        this.restart(why);
      };
    }

    /** Asks something that is given up after so many milliseconds of computing. */
    put(message, patience = Infinity) {
      const asked = { message: { id: ++this.count, ...message }, patience, began: null };
      asked.answer = new Promise((resolve, reject) => Object.assign(asked, { resolve, reject }));
      this.post(asked);
      return asked;
    }

    post(asked) {
      this.waiting.set(asked.message.id, asked);
      this.worker.postMessage(asked.message);
      this.watch();
    }

    /** Gives up the first question that waits, at which the worker is, when its time is over. */
    watch() {
      clearTimeout(this.timer);
      const [first] = this.waiting.values();
      if (!first) return;
      first.began ??= performance.now();
      if (first.patience < Infinity) this.timer = setTimeout(() => this.restart(TOO_LONG), first.began + first.patience - performance.now());
    }

    /** Gives up what is computed; what waits behind it is asked of another worker. */
    restart(why) {
      const all = [...this.waiting.values()].filter(({ message }) => !message.bytes), given = all.shift();
      if (!given) return;
      this.worker.terminate();
      this.waiting.clear();
      this.start();
      this.put({ bytes: this.bytes }).answer.catch(() => {});
      for (const asked of all) this.post(asked);
      given.resolve(JSON.stringify({ error: why }));
    }

    async load() {
      this.bytes = await module();
      return this.put({ bytes: this.bytes }).answer;
    }

    async ask(name, ...values) {
      const answer = await this.put({ name, values }).answer;
      return typeof answer === 'string' ? JSON.parse(answer) : answer;
    }
  }

  /** Asks with the newest values only: what has been overtaken is not asked for, or soon given up. */
  function newest(thread, name, use) {
    let asked = null, next = null;
    async function answer() {
      try {
        return JSON.parse(await asked.answer);
      } catch (e) {
        return { error: 'this could not be computed: ' + e };
      }
    }
    async function go() {
      while (next) {
        asked = thread.put({ name, values: next }, PATIENCE);
        next = null;
        const found = await answer();
        try {
          use(found, next === null);
        } catch (e) {
          reportError(e);
        }
      }
      asked = null;
    }
    return (...values) => {
      next = values;
      if (!asked) {
        go();
      } else {
        asked.patience = OVERTAKEN;
        thread.watch();
      }
    };
  }

  /** The controls of a setting as core reads them. */
  function controls(setting) {
    return Object.entries(setting).map(([name, value]) => `${name}=${value}`).join('\n');
  }

  /** Names and values written as name=value with spaces between, numbers where the usual ones are. */
  function values(text, usual) {
    const found = Object.fromEntries(text.split(' ').map((one) => one.split(/=(.*)/).slice(0, 2)));
    for (const name of Object.keys(found)) if (typeof usual[name] === 'number') found[name] = Number(found[name]);
    return found;
  }

  let training;

  /** The thread that trains, which is not there before it is needed. */
  function trainer() {
    if (!training) {
      training = new Thread();
      training.loading = training.load();
    }
    return training;
  }

  /** Calls once when an element comes near the window. */
  function near(element, use) {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      use();
    }, { rootMargin: '300px' });
    observer.observe(element);
  }

  return { Thread, newest, controls, values, trainer, near };
})();
