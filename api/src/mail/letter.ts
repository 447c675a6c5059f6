import type { Locale } from '@foyer/shared/locales';
import { letterStyle as s, darkStyle } from './letter-style.ts';

/** What a mail says, before it is text or HTML. All of it is plain text. */
export interface Letter {
	locale: Locale;
	/** Shown by inboxes beside the subject. */
	preheader: string;
	/** Whose mail it is, above the title. */
	sender?: string;
	title: string;
	paragraphs: string[];
	/** The event's date: for its leaf of a calendar, and in words. */
	when?: { month: string; day: string; lines: string[] };
	button?: { label: string; url: string };
	buttonNote?: string;
	/** A short code to type, and the page that takes it. */
	digits?: { label: string; value: string; note: string; page: string } | undefined;
	/** An image attached under the content id. */
	code?: { cid: string; alt: string; caption: string };
	footer: string[];
	/** Where the reader sees to what the mail is about. */
	footerLink?: { label: string; url: string };
}

/** The letter as text and as HTML: tables and inline styles, which every mail program understands. */
export const renderLetter = (letter: Letter): { text: string; html: string } => ({
	text: asText(letter),
	html: asHtml(letter)
});

const entities: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;'
};

const escape = (text: string): string =>
	text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

function asText(letter: Letter): string {
	const { sender, title, paragraphs, when, button, buttonNote, digits, footer, footerLink } =
		letter;
	const parts = [
		[...(sender ? [sender] : []), title].join('\n'),
		...paragraphs,
		...(when ? [when.lines.join('\n')] : []),
		...(button ? [`${button.label}\n${button.url}`] : []),
		...(buttonNote ? [buttonNote] : []),
		...(digits ? [`${digits.label}\n${digits.value}\n${digits.note}\n${digits.page}`] : []),
		`-- \n${[...footer, ...(footerLink ? [`${footerLink.label}\n${footerLink.url}`] : [])].join('\n')}`
	];
	return `${parts.join('\n\n')}\n`;
}

const row = (content: string, style: string): string =>
	`<tr><td class="side" style="${style}">${content}</td></tr>\n`;

/** The door: two leaves, and a line of light between them. */
const door = `<table role="presentation" cellpadding="0" cellspacing="0" border="0" aria-hidden="true"><tr>
<td class="leaf" width="10" height="26" style="${s.leaf}border-radius:11px 0 0 3px;">&nbsp;</td>
<td class="light" width="2" height="26" style="${s.light}">&nbsp;</td>
<td class="leaf" width="10" height="26" style="${s.leaf}border-radius:0 11px 3px 0;">&nbsp;</td>
</tr></table>`;

const head = (sender: string | undefined): string =>
	`<tr><td class="side" style="${s.head}"><table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>
<td>${door}</td><td class="muted" style="${s.sender}">${escape(sender ?? 'Foyer')}</td>
</tr></table></td></tr>\n`;

const dateLeaf = ({ month, day, lines }: NonNullable<Letter['when']>): string =>
	`<table role="presentation" cellpadding="0" cellspacing="0" border="0" width="100%" class="well" style="${s.when}"><tr>
<td width="64" style="padding:14px 0 14px 14px;vertical-align:top;"><table role="presentation" cellpadding="0" cellspacing="0" border="0" aria-hidden="true"><tr><td class="arch" width="64" align="center" style="${s.arch}"><div class="plum" style="${s.month}">${escape(month)}</div><div class="plum" style="${s.day}">${escape(day)}</div></td></tr></table></td>
<td style="${s.whenText}"><div class="ink" style="${s.whenLine}">${escape(lines[0] ?? '')}</div>${lines
		.slice(1)
		.map((line) => `<div class="muted" style="${s.whenMore}">${escape(line)}</div>`)
		.join('')}</td>
</tr></table>`;

const button = ({ label, url }: NonNullable<Letter['button']>): string =>
	`<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td class="button" bgcolor="#7e2b60" style="${s.button}"><a class="on-plum" href="${escape(url)}" style="${s.buttonText}">${escape(label)}</a></td></tr></table>`;

const addressInFull = ({ url }: NonNullable<Letter['button']>): string =>
	`<a class="muted" href="${escape(url)}" style="${s.address}">${escape(url)}</a>`;

const code = ({ cid, alt, caption }: NonNullable<Letter['code']>): string =>
	`<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>
<td bgcolor="#ffffff" style="${s.code}"><img src="cid:${escape(cid)}" width="148" height="148" alt="${escape(alt)}" style="display:block;border:0;"></td>
<td class="muted" style="${s.caption}">${escape(caption)}</td>
</tr></table>`;

const digitsToType = ({ label, value, note, page }: NonNullable<Letter['digits']>): string =>
	`<table role="presentation" cellpadding="0" cellspacing="0" border="0" width="100%" class="well" style="${s.when}"><tr>
<td style="${s.digits}"><div class="muted" style="${s.digitsLabel}">${escape(label)}</div><div class="ink" style="${s.digitsValue}">${escape(value)}</div></td>
<td class="muted" style="${s.digitsNote}">${escape(note)}<br><a class="muted" href="${escape(page)}" style="${s.digitsPage}">${escape(page)}</a></td>
</tr></table>`;

const inFooter = (line: string): string =>
	`<p class="muted" style="${s.footer}">${escape(line)}</p>`;

const linkInFooter = ({ label, url }: NonNullable<Letter['footerLink']>): string =>
	`<p class="muted" style="${s.footer}"><a class="muted" href="${escape(url)}" style="${s.footerLink}">${escape(label)}</a></p>`;

function asHtml(letter: Letter): string {
	const { locale, preheader, sender, title, paragraphs, when, buttonNote, footer, footerLink } =
		letter;
	const card = [
		row(`<h1 class="ink" style="${s.title}">${escape(title)}</h1>`, s.titleCell),
		...paragraphs.map((text) =>
			row(`<p class="ink" style="${s.paragraph}">${escape(text)}</p>`, s.textCell)
		),
		...(when ? [row(dateLeaf(when), s.whenCell)] : []),
		...(letter.button ? [row(button(letter.button), s.buttonCell)] : []),
		...(buttonNote
			? [row(`<p class="muted" style="${s.note}">${escape(buttonNote)}</p>`, s.noteCell)]
			: []),
		...(letter.button ? [row(addressInFull(letter.button), s.addressCell)] : []),
		...(letter.digits ? [row(digitsToType(letter.digits), s.digitsCell)] : []),
		...(letter.code ? [row(code(letter.code), s.codeCell)] : [])
	].join('');
	return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="x-apple-disable-message-reformatting">
<title>${escape(title)}</title>
<style>${darkStyle}</style>
</head>
<body class="ground" style="${s.body}">
<div style="${s.preheader}">${escape(preheader)}</div>
<table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" border="0" style="${s.ground}"><tr><td align="center" style="${s.frame}">
<table role="presentation" class="column" width="560" cellpadding="0" cellspacing="0" border="0" style="${s.column}">
${head(sender)}<tr><td class="card" style="${s.card}"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
${card}</table></td></tr>
${row(footer.map(inFooter).join('') + (footerLink ? linkInFooter(footerLink) : ''), s.footerCell)}</table>
</td></tr></table>
</body>
</html>
`;
}
