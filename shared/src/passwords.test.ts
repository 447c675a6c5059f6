import { expect, test } from 'vitest';
import { passwordProblem } from './passwords.ts';

const owner = {
	email: 'ines.moreau.long@example.org',
	name: 'Inès de Montreuil',
	organisations: ['Maison des Arts', 'maison-des-arts']
};

test.each([
	['', 'password_too_short'],
	['nine char', 'password_too_short'],
	['🌙🌙🌙🌙🌙🌙🌙🌙🌙', 'password_too_short'],
	['x'.repeat(201), 'password_too_long'],
	['password123', 'password_common'],
	['Azerty12345', 'password_common'],
	['MotDePasse 123', 'password_common'],
	['aaaaaaaaaaaa', 'password_common'],
	['abababababab', 'password_common'],
	['ines.moreau.long@example.org', 'password_personal'],
	['Ines.Moreau.Long', 'password_personal'],
	['inès de montreuil', 'password_personal'],
	['MaisonDesArts', 'password_personal'],
	['maison-des-arts', 'password_personal'],
	['maison-des-arts et autre chose', null],
	['four grey cats', null],
	['🌙🌞⭐🌧️ nuits d’été', null],
	['x1y2z3'.repeat(33), null]
])('%s: %s', (password, expected) => {
	expect(passwordProblem(password, owner)).toBe(expected);
});

test('without an owner only the general rules bind', () => {
	expect(passwordProblem('maison-des-arts')).toBeNull();
});
