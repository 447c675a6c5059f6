// Before the first paint: the theme chosen on this device. Inlined by hooks.server.ts.
try {
	const root = document.documentElement;
	const theme = localStorage.getItem('foyer.theme');
	if (theme === 'light' || theme === 'dark') {
		root.dataset.theme = theme;
		for (const meta of document.querySelectorAll('meta[name=theme-color]')) {
			meta.setAttribute('content', theme === 'dark' ? '#1b0f1b' : '#fdfaf4');
		}
	}
} catch {
	// Storage is forbidden: the system's theme stays.
}
