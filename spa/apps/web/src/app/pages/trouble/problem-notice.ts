import { Component, computed, input, output } from '@angular/core';
import { TranslatePipe } from '@ngx-translate/core';
import type { Problem } from '@stoa/shared';
import { Icon, Notice } from '@stoa/ui';

/** What went wrong, in words for shoppers, with the one next step: trying again. */
@Component({
  selector: 'stoa-problem-notice',
  imports: [Icon, Notice, TranslatePipe],
  template: `
    <stoa-notice
      role="alert"
      [icon]="words().icon"
      [heading]="heading() || (words().heading | translate)"
      [text]="words().text | translate"
    >
      @if (problem().correlationId; as id) {
        <p class="soft small">{{ 'problem.reference' | translate: { id } }}</p>
      }
      <button class="button button--accent" type="button" (click)="retry.emit()">
        <svg class="icon" lucideIcon="rotate-ccw" aria-hidden="true"></svg>
        {{ 'problem.retry' | translate }}
      </button>
    </stoa-notice>
  `,
})
export class ProblemNotice {
  readonly problem = input.required<Problem>();
  readonly heading = input('');
  readonly retry = output();

  protected readonly words = computed(() => {
    const { status } = this.problem();
    if (status === 0) {
      return { icon: 'cloud-off', heading: 'problem.offlineHeading', text: 'problem.offlineText' };
    }
    if (status === 429 || status === 503) {
      return { icon: 'circle-alert', heading: 'problem.busyHeading', text: 'problem.busyText' };
    }
    return { icon: 'circle-alert', heading: 'trouble.title', text: 'problem.generic' };
  });
}
