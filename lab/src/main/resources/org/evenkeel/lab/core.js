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
        const { resolve, reject } = this.waiting.get(id);
        this.waiting.delete(id);
        if (failed) reject(new Error(failed));
        else resolve(text);
      };
    }

    send(message) {
      return new Promise((resolve, reject) => {
        this.waiting.set(++this.count, { resolve, reject });
        this.worker.postMessage({ id: this.count, ...message });
      });
    }

    /** Gives up what is computed, and goes on with what is asked from now on. */
    restart() {
      this.worker.terminate();
      const given = [...this.waiting.values()];
      this.waiting.clear();
      this.start();
      this.send({ bytes: this.bytes });
      for (const { resolve } of given) resolve('{"error": "this takes too long: the function may change over too short lengths"}');
    }

    async load() {
      this.bytes = await module();
      return this.send({ bytes: this.bytes });
    }

    async ask(name, ...values) {
      const answer = await this.send({ name, values });
      return typeof answer === 'string' ? JSON.parse(answer) : answer;
    }
  }

  /** Milliseconds after which an answer is given up, and after which one that has been overtaken is. */
  const PATIENCE = 20000, OVERTAKEN = 3000;

  /** Asks with the newest values only: what has been overtaken is not asked for. */
  function newest(thread, name, use) {
    let busy = false, next = null, since = 0, timer = 0;
    /** Gives up when the time of the values that are asked is over, which is sooner if others wait. */
    function limit() {
      clearTimeout(timer);
      timer = setTimeout(() => thread.restart(), since + (next ? OVERTAKEN : PATIENCE) - performance.now());
    }
    async function go() {
      busy = true;
      while (next) {
        const values = next;
        next = null;
        since = performance.now();
        limit();
        const answer = await thread.ask(name, ...values);
        clearTimeout(timer);
        use(answer, next === null);
      }
      busy = false;
    }
    return (...values) => {
      next = values;
      if (busy) limit();
      else go();
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
