// Shows when the event starts where the reader is, if clocks there show something else. A file of its
// own, loaded after the page: everything works without it.
for (const line of document.querySelectorAll('[data-own-time]')) {
	const { ownTime, zone, text } = /** @type {HTMLElement} */ (line).dataset;
	const at = Number(ownTime);
	const locale = document.documentElement.lang === 'en' ? undefined : document.documentElement.lang;
	/** @param {Intl.DateTimeFormatOptions} options */
	const format = (options) => new Intl.DateTimeFormat(locale, options).format(at);
	/** @type {Intl.DateTimeFormatOptions} */
	const full = { dateStyle: 'short', timeStyle: 'short' };
	if (!text || format(full) === format({ ...full, timeZone: zone })) continue;
	/** @type {Intl.DateTimeFormatOptions} */
	const day = { day: 'numeric' };
	const sameDay = format(day) === format({ ...day, timeZone: zone });
	const time = format({
		...(sameDay ? {} : { weekday: 'long' }),
		hour: 'numeric',
		minute: '2-digit'
	});
	line.textContent = text.replace(
		'{time}',
		// 0 h 04, as everywhere else.
		locale === 'fr' ? time.replace(/0?(\d+):/, '$1\u00a0h\u00a0') : time
	);
	line.removeAttribute('hidden');
}
