import * as v from 'valibot';

/** The longest address that SMTP can carry (RFC 5321, 4.5.3.1.3, less the angle brackets). */
const longestAddress = 254;

/** An e-mail address in the form in which it is stored and compared: trimmed and in lower case. */
const normaliseEmail = (address: string): string => address.trim().toLowerCase();

/** Accepts an address as typed and yields it normalised. The pattern is the HTML standard's, plus a dot in the domain. */
export const emailSchema = v.pipe(
	v.string(),
	v.transform(normaliseEmail),
	v.maxLength(longestAddress, 'email_too_long'),
	v.regex(
		/^[a-z0-9.!#$%&'*+/=?^_`{|}~\-\u0080-\uffff]{1,64}@[a-z0-9\u0080-\uffff](?:[a-z0-9\-\u0080-\uffff]{0,61}[a-z0-9\u0080-\uffff])?(?:\.[a-z0-9\u0080-\uffff](?:[a-z0-9\-\u0080-\uffff]{0,61}[a-z0-9\u0080-\uffff])?)+$/u,
		'email_malformed'
	)
);

export const isEmail = (address: string): boolean => v.is(emailSchema, address);
