import { useTranslation } from '../../lib/i18n/use-translation';
import { buttonLook } from '../../components/button';
import { Problem } from '../../components/notice';

const KNOWN = ['SIGN_ON_EXPIRED', 'SIGN_ON_REFUSED', 'SIGN_ON_WITHOUT_ROLE', 'SIGN_ON_DISABLED', 'ISSUER_UNREACHABLE', 'PUBLIC_URL_NEEDED'] as const;

/** The way to the issuer; the whole browser goes there, and comes back signed in, or with the reason why not. */
export function SignOn({ name, url }: { name: string; url: string }) {
  const { t } = useTranslation();
  const told = new URLSearchParams(window.location.search).get('sign-on');
  return (
    <div className="flex flex-col gap-3">
      {told !== null && <Problem testId="sign-in-problem">{t(`signOn.${KNOWN.find((code) => code === told) ?? 'other'}`)}</Problem>}
      <a href={url} data-testid="sign-on" className={buttonLook()}>
        {t('signIn.withIssuer', { name })}
      </a>
    </div>
  );
}
