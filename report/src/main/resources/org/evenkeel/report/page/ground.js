// Sets the dark theme before anything is drawn, if the system prefers it.
document.documentElement.dataset.ground =
  window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
