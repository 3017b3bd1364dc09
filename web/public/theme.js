// Runs before the first paint, so that a chosen theme never flashes. Same key as src/theme.ts.
try {
  const theme = localStorage.getItem('axoloom-theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage is blocked: the system's theme is used.
}
