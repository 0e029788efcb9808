import { Component, DOCUMENT, inject } from '@angular/core';
import { TranslatePipe } from '@ngx-translate/core';
import { Icon, Notice } from '@stoa/ui';

/** A page whose code did not arrive. */
@Component({
  selector: 'stoa-trouble',
  imports: [Icon, Notice, TranslatePipe],
  template: `
    <main tabindex="-1" class="page">
      <h1 class="visually-hidden">{{ 'trouble.title' | translate }}</h1>
      <stoa-notice
        icon="cloud-off"
        [heading]="'trouble.heading' | translate"
        [text]="'trouble.text' | translate"
      >
        <button class="button button--accent" type="button" (click)="reload()">
          <svg class="icon" lucideIcon="rotate-ccw" aria-hidden="true"></svg>
          {{ 'problem.retry' | translate }}
        </button>
      </stoa-notice>
    </main>
  `,
})
export class Trouble {
  private readonly location = inject(DOCUMENT).location;

  protected reload(): void {
    this.location.reload();
  }
}
