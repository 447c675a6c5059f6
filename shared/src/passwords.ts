/** What a password must not be, beyond its length (NIST SP 800-63B-4, 3.1.1.2). */
export type PasswordProblem =
	'password_too_short' | 'password_too_long' | 'password_common' | 'password_personal';

const shortestPassword = 10;
export const longestPassword = 200;

/** What the account's owner is known by; none of it may be the password. */
export interface PasswordOwner {
	email?: string;
	name?: string;
	organisations?: readonly string[];
}

/** The most common passwords that are long enough to pass otherwise, without case. */
const common = new Set(
	`0123456789 1234567890 12345678910 123456789a 1234567891 9876543210 0987654321 1q2w3e4r5t 1qaz2wsx3edc
	q1w2e3r4t5 qwertyuiop qwertyuiop1 qwerty1234 qwerty12345 qwerty123456 azertyuiop azerty1234 azerty12345
	azerty123456 asdfghjkl1 qsdfghjklm password12 password123 password1234 passw0rd123 passwordpassword
	motdepasse motdepasse1 motdepasse123 monmotdepasse wachtwoord wachtwoord1 wachtwoord123 mijnwachtwoord
	welkom1234 welkom12345 welcome123 welcome1234 bonjour123 bonjour1234 bienvenue1 bienvenue123 iloveyou12
	iloveyou123 jetaime123 ikhouvanjou letmein123 changeme123 changeme1234 administrator administrateur
	admin12345 admin123456 administrator1 football123 superman123 princess123 sunshine123 abcdefghij
	abcdefghijk abcd1234567 abc1234567 a123456789 aa12345678 secret1234 trustno1234 marseille13 france2024
	foyerfoyer doudou1234 loulou1234 chouchou123 internet123 computer123 feyenoord1 anderlecht1 testtest123
	test123456 qwertyqwerty azertyazerty`.split(/\s+/)
);

const folded = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, '');

/**
 * The first thing wrong with a password, null where nothing is. Length is counted in code points.
 * What is personal is compared without case and spaces.
 */
export function passwordProblem(
	password: string,
	owner: PasswordOwner = {}
): PasswordProblem | null {
	const length = [...password].length;
	if (length < shortestPassword) return 'password_too_short';
	if (length > longestPassword) return 'password_too_long';
	const plain = folded(password);
	if (common.has(plain) || new Set(plain).size < 4) return 'password_common';
	return personalWords(owner).includes(plain) ? 'password_personal' : null;
}

function personalWords({ email = '', name = '', organisations = [] }: PasswordOwner): string[] {
	const [local = ''] = email.split('@');
	return [email, local, name, ...organisations].map(folded).filter((word) => word !== '');
}
