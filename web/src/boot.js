// Before the first paint: the theme and language chosen on this device. Inlined by hooks.server.ts.
try {
	const root = document.documentElement;
	const theme = localStorage.getItem('foyer.theme');
	if (theme === 'light' || theme === 'dark') {
		root.dataset.theme = theme;
		for (const meta of document.querySelectorAll('meta[name=theme-color]')) {
			meta.setAttribute('content', theme === 'dark' ? '#1b0f1b' : '#fdfaf4');
		}
	}
	const locale = localStorage.getItem('foyer.locale') || navigator.language.slice(0, 2);
	if (['en', 'fr', 'nl'].includes(locale)) root.lang = locale;
} catch {
	// Storage is forbidden: the system's theme and the browser's language stay.
}
