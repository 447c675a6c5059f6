// Says so where a form can't be sent because there is no network, in place of the browser's own error page, and
// keeps what was typed. What is pressed twice is sent once: each time costs a mail, or a try at a code. A file of its
// own, loaded after the page: everything works without it.

/** For how long a form that was sent isn't sent again, in ms: the next page is there by then, or was called off. */
const patience = 8000;

for (const form of document.forms) {
	const said = form.querySelector('[data-no-network]');
	if (!said) continue;
	let sentAt = -patience;
	const forget = () => (sentAt = -patience);
	addEventListener('pageshow', forget);
	form.addEventListener('submit', (event) => {
		event.preventDefault();
		if (performance.now() - sentAt < patience) return;
		sentAt = performance.now();
		// Shown anew, it is read aloud anew.
		said.setAttribute('hidden', '');
		fetch(location.pathname, { method: 'HEAD', cache: 'no-store' }).then(
			() => form.submit(),
			() => {
				forget();
				said.removeAttribute('hidden');
			}
		);
	});
}
