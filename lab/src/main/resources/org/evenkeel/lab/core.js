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

  class Thread {
    constructor() {
      const script = new Blob([text('runtime'), THREAD], { type: 'text/javascript' });
      this.worker = new Worker(URL.createObjectURL(script));
      this.waiting = new Map();
      this.count = 0;
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

    load() {
      const bytes = Uint8Array.from(atob(text('wasm')), (c) => c.charCodeAt(0)).buffer;
      return this.send({ bytes });
    }

    async ask(name, ...values) {
      const answer = await this.send({ name, values });
      return typeof answer === 'string' ? JSON.parse(answer) : answer;
    }
  }

  /** Asks with the newest values only: what has been overtaken is not asked for. */
  function newest(thread, name, use) {
    let busy = false, next = null;
    async function go() {
      busy = true;
      while (next) {
        const values = next;
        next = null;
        const answer = await thread.ask(name, ...values);
        use(answer, next === null);
      }
      busy = false;
    }
    return (...values) => {
      next = values;
      if (!busy) go();
    };
  }

  /** The controls of a setting as core reads them. */
  function controls(setting) {
    return Object.entries(setting).map(([name, value]) => `${name}=${value}`).join('\n');
  }

  return { Thread, newest, controls };
})();
