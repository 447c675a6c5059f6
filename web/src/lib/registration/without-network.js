// Says so where a form can't be sent because there is no network, in place of the browser's own error page, and
// keeps what was typed. A file of its own, loaded after the page: everything works without it.
for (const form of document.forms) {
	const said = form.querySelector('[data-no-network]');
	if (!said) continue;
	form.addEventListener('submit', (event) => {
		event.preventDefault();
		// Shown anew, it is read aloud anew.
		said.setAttribute('hidden', '');
		fetch(location.pathname, { method: 'HEAD', cache: 'no-store' }).then(
			() => form.submit(),
			() => said.removeAttribute('hidden')
		);
	});
}
