/*
 * The product's colours by day, inline: many mail programs drop style sheets. Those that keep them
 * follow the reader's dark theme by the classes. A mail has no fonts of ours: serif and sans are the system's.
 */
const serif = "font-family:ui-serif,Georgia,'Times New Roman',serif;";
const sans =
	"font-family:ui-sans-serif,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";

export const letterStyle = {
	body: 'margin:0;padding:0;background-color:#fdfaf4;-webkit-text-size-adjust:100%;',
	preheader: 'display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all;',
	ground: 'background-color:#fdfaf4;',
	frame: 'padding:28px 12px 40px;',
	column: 'width:100%;max-width:560px;',
	head: 'padding:0 32px 18px;',
	leaf: 'background-color:#7e2b60;font-size:0;line-height:0;',
	light: 'background-color:#e6b55d;font-size:0;line-height:0;',
	sender: `${sans}padding-left:12px;font-size:15px;line-height:22px;font-weight:600;color:#695c67;`,
	card: 'background-color:#ffffff;border:1px solid #e3ddd5;border-radius:12px;padding:8px 0 32px;',
	titleCell: 'padding:24px 32px 0;',
	title: `${serif}margin:0;font-size:30px;line-height:37px;font-weight:500;letter-spacing:-0.3px;color:#271a26;`,
	textCell: 'padding:16px 32px 0;',
	paragraph: `${sans}margin:0;font-size:16px;line-height:25px;color:#271a26;white-space:pre-line;`,
	whenCell: 'padding:24px 32px 0;',
	when: 'background-color:#f9f5ee;border-radius:12px;',
	arch: 'background-color:#f8e5ef;border-radius:32px 32px 8px 8px;padding:14px 0 10px;',
	month: `${sans}font-size:12px;line-height:16px;font-weight:600;color:#7e2b60;`,
	day: `${serif}font-size:28px;line-height:32px;color:#7e2b60;`,
	whenText: 'padding:14px 16px 14px 18px;vertical-align:middle;',
	whenLine: `${sans}font-size:16px;line-height:24px;font-weight:600;color:#271a26;`,
	whenMore: `${sans}font-size:14px;line-height:21px;color:#695c67;`,
	buttonCell: 'padding:28px 32px 0;',
	button: 'background-color:#7e2b60;border-radius:12px;mso-padding-alt:14px 28px;',
	buttonText: `${sans}display:inline-block;padding:14px 28px;font-size:16px;line-height:20px;font-weight:600;color:#ffffff;text-decoration:none;border-radius:12px;`,
	noteCell: 'padding:16px 32px 0;',
	note: `${sans}margin:0;font-size:14px;line-height:21px;color:#695c67;`,
	addressCell: 'padding:8px 32px 0;',
	address: `${sans}font-size:13px;line-height:19px;color:#695c67;word-break:break-all;`,
	digitsCell: 'padding:24px 32px 0;',
	digits: 'padding:14px 0 14px 18px;vertical-align:middle;white-space:nowrap;',
	digitsLabel: `${sans}font-size:13px;line-height:18px;font-weight:600;color:#695c67;`,
	digitsValue: `${sans}font-size:28px;line-height:36px;font-weight:600;letter-spacing:6px;color:#271a26;`,
	digitsNote: `${sans}padding:14px 16px 14px 14px;font-size:14px;line-height:21px;color:#695c67;vertical-align:middle;`,
	digitsPage: 'color:#695c67;word-break:break-all;',
	codeCell: 'padding:28px 32px 0;',
	code: 'background-color:#ffffff;border:1px solid #e3ddd5;border-radius:12px;padding:6px;',
	caption: `${sans}padding-left:18px;font-size:14px;line-height:21px;color:#695c67;vertical-align:middle;`,
	footerCell: 'padding:20px 32px 0;',
	footer: `${sans}margin:0 0 4px;font-size:13px;line-height:19px;color:#695c67;`,
	footerLink: 'color:#695c67;text-decoration:underline;'
};

/** Colours by night: for programs that read media queries, and Outlook's own attribute. */
const night: [className: string, declarations: string][] = [
	['ground', 'background-color:#1b0f1b'],
	['card', 'background-color:#261927;border-color:#403341'],
	['well', 'background-color:#211422'],
	['arch', 'background-color:#3a2033'],
	['ink', 'color:#f0ece4'],
	['muted', 'color:#b2a6b1'],
	['plum', 'color:#eda4cc'],
	['leaf', 'background-color:#eda4cc'],
	['button', 'background-color:#eda4cc'],
	['on-plum', 'color:#1b0f1b']
];

const important = (declarations: string): string =>
	declarations
		.split(';')
		.map((one) => `${one}!important`)
		.join(';');

export const darkStyle = [
	':root{color-scheme:light dark;supported-color-schemes:light dark}',
	'@media (max-width:480px){.side{padding-left:20px!important;padding-right:20px!important}}',
	`@media (prefers-color-scheme:dark){${night.map(([name, rules]) => `.${name}{${important(rules)}}`).join('')}}`,
	...night.map(([name, rules]) =>
		rules.startsWith('color')
			? `[data-ogsc] .${name}{${important(rules)}}`
			: `[data-ogsb] .${name}{${important(rules)}}`
	)
].join('\n');
