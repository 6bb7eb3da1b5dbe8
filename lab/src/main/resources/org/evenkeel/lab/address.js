// The state of all controls in the address: names with a prefix for each part of the page.
const Address = (() => {
  const parts = [];

  /** A part's settings, a copy of the defaults, which follows the address and changes it. */
  function part(prefix, defaults) {
    const setting = { ...defaults };
    parts.push({ prefix, defaults, setting });
    return setting;
  }

  function read() {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const { prefix, defaults, setting } of parts) {
      for (const [name, usual] of Object.entries(defaults)) {
        const value = given.get(prefix + name);
        setting[name] = value === null ? usual : typeof usual === 'number' ? Number(value) : value;
      }
    }
  }

  function write() {
    const changed = parts.flatMap(({ prefix, defaults, setting }) =>
      Object.keys(defaults).filter((name) => setting[name] !== defaults[name]).map((name) => [prefix + name, setting[name]]));
    const hash = new URLSearchParams(changed).toString();
    history.replaceState(null, '', hash ? '#' + hash : location.pathname + location.search);
  }

  // Places in the page are no states: links go there and leave the address as it is.
  addEventListener('click', (e) => {
    const link = e.target.closest && e.target.closest('a[href^="#"]');
    const place = link && document.getElementById(link.getAttribute('href').slice(1));
    if (!place) return;
    e.preventDefault();
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.scrollIntoView();
  });

  return { part, read, write };
})();
