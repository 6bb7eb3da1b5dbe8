// Before anything is drawn: dark ground where the reader's system is dark.
document.documentElement.dataset.ground =
  window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
