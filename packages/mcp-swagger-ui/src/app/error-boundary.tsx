import { Component, type ReactNode } from 'react';
import { useTranslation } from '../lib/i18n/use-translation';
import { Button } from '../components/button';
import { Notice } from '../components/notice';

/** Keeps a page that fails from taking the frame with it. A page that was replaced by an update comes with a reload. */
export class ErrorBoundary extends Component<{ children: ReactNode; place: string }, { error: Error | null; place: string }> {
  override state = { error: null as Error | null, place: this.props.place };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps({ place }: { place: string }, state: { place: string }) {
    return place === state.place ? null : { error: null, place };
  }

  override render() {
    return this.state.error === null ? this.props.children : <Failed error={this.state.error} />;
  }
}

function Failed({ error }: { error: Error }) {
  const { t } = useTranslation();
  return (
    <Notice tone="bad" title={t('error.page')} action={<Button onClick={() => location.reload()}>{t('action.reload')}</Button>}>
      {error.message}
    </Notice>
  );
}
