import { Component, computed, inject, input } from '@angular/core';
import { ShopStore } from '@stoa/data-access/core';
import { Problem, problemTypes } from '@stoa/shared';
import { Icon, Notice } from '@stoa/ui';
import { DOCUMENT } from '@angular/core';

interface Words {
  readonly heading: string;
  readonly text: string;
  readonly action: string;
}

/**
 * Shown when not even the shop's profile came. Its texts stand here, because then no language is known and nothing
 * else may have to be fetched: the browser's language chooses.
 */
const words: Record<string, { gone: Words; silent: Words }> = {
  en: {
    gone: { heading: 'There is no shop here', text: 'Check the address.', action: 'Look again' },
    silent: {
      heading: 'The shop cannot be reached',
      text: 'Check the connection; it may also be closed for a moment.',
      action: 'Try again',
    },
  },
  de: {
    gone: { heading: 'Hier ist kein Laden', text: 'Prüfe die Adresse.', action: 'Noch einmal nachsehen' },
    silent: {
      heading: 'Der Laden ist nicht erreichbar',
      text: 'Prüfe die Verbindung; vielleicht ist er auch nur kurz geschlossen.',
      action: 'Noch einmal versuchen',
    },
  },
};

@Component({
  selector: 'stoa-unreachable',
  imports: [Icon, Notice],
  template: `
    <main tabindex="-1">
      <stoa-notice [icon]="isGone() ? 'store' : 'cloud-off'" [heading]="said().heading" [text]="said().text">
        <button class="button button--accent" type="button" (click)="again()">
          <svg class="icon" lucideIcon="rotate-ccw" aria-hidden="true"></svg>
          {{ said().action }}
        </button>
      </stoa-notice>
    </main>
  `,
  styles: `
    main {
      display: grid;
      align-content: center;
      min-block-size: 100dvh;
      padding: var(--space-4);
    }
  `,
})
export class Unreachable {
  readonly problem = input.required<Problem>();
  private readonly shop = inject(ShopStore);
  private readonly location = inject(DOCUMENT).location;
  private readonly language = globalThis.navigator?.language?.startsWith('de') ? 'de' : 'en';

  protected readonly isGone = computed(
    () => this.problem().type === problemTypes.notFound || this.problem().status === 404,
  );
  protected readonly said = computed(() => {
    const set = words[this.language] ?? words['en'];
    return (this.isGone() ? set?.gone : set?.silent) ?? { heading: '', text: '', action: '' };
  });

  /** The whole page again once the shop answers, so that nothing half-loaded stays. */
  protected async again(): Promise<void> {
    await this.shop.load();
    if (!this.shop.problem()) this.location.reload();
  }
}
