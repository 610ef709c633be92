import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Notice } from '../components/notice';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Notice
      title={t('notFound.title')}
      action={
        <Link to="/" className="font-medium text-[var(--accent)] underline underline-offset-4">
          {t('notFound.back')}
        </Link>
      }
    />
  );
}
