// Terms explained where the pointer or the focus rests on them; what they mean stands in the list at the page's end.
(() => {
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.setAttribute('aria-hidden', 'true'); // read out as the term's description
  tip.hidden = true;
  document.body.append(tip);

  let shown = null;

  function show(term) {
    shown = term;
    tip.textContent = document.getElementById(term.getAttribute('aria-describedby')).textContent;
    tip.hidden = false;
    const box = term.getBoundingClientRect(), room = document.documentElement.clientWidth;
    const left = Math.max(8, Math.min(box.left, room - tip.offsetWidth - 8));
    const below = box.bottom + 6 + tip.offsetHeight < innerHeight;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${(below ? box.bottom + 4 : box.top - tip.offsetHeight - 4) + scrollY}px`;
  }

  const hide = () => { tip.hidden = true; };
  for (const term of document.querySelectorAll('.term')) {
    term.tabIndex = 0;
    term.addEventListener('pointerenter', () => show(term));
    term.addEventListener('focus', () => show(term));
    term.addEventListener('click', () => show(term));
    term.addEventListener('blur', hide);
    term.addEventListener('pointerleave', (e) => { if (shown === term && e.relatedTarget !== tip && document.activeElement !== term) hide(); });
  }
  tip.addEventListener('pointerleave', () => { if (document.activeElement !== shown) hide(); });
  addEventListener('keydown', (e) => { if (e.key === 'Escape') hide(); });
})();
