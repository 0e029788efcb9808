import { Component, input } from '@angular/core';
import { TranslatePipe } from '@ngx-translate/core';
import type { Problem } from '@stoa/shared';
import { Notice } from '@stoa/ui';
import { ProblemNotice } from '../pages/trouble/problem-notice';

/** A list that comes page by page, as `withPages` makes it. */
export interface StaffPages {
  list(): 'idle' | 'loading' | 'ready' | 'failed';
  problem(): Problem | null;
  items(): readonly unknown[];
  next(): string | null;
  reload(): Promise<void>;
  more(): Promise<void>;
}

/** What stands around the table of a staff page: its heading, waiting for it, its failure, nothing in it, and more of it. */
@Component({
  selector: 'stoa-staff-list',
  imports: [Notice, ProblemNotice, TranslatePipe],
  template: `
    <div class="work">
      <ng-content select="header" />
      @if (pages().list() === 'failed' && pages().problem(); as problem) {
        <stoa-problem-notice [problem]="problem" (retry)="pages().reload()" />
      } @else if (pages().items().length) {
        <div class="wide"><ng-content /></div>
        @if (pages().next()) {
          <button class="button more" type="button" (click)="pages().more()">
            {{ 'staff.more' | translate }}
          </button>
        }
      } @else if (pages().list() === 'ready') {
        <stoa-notice [icon]="icon()" [heading]="emptyHeading()" [text]="emptyText()" />
      } @else {
        <p class="visually-hidden" role="status">{{ 'staff.loading' | translate }}</p>
        <div class="bone row-bone" aria-hidden="true"></div>
      }
    </div>
  `,
  styleUrl: './staff-list.scss',
})
export class StaffList {
  readonly pages = input.required<StaffPages>();
  readonly icon = input.required<string>();
  readonly emptyHeading = input.required<string>();
  readonly emptyText = input.required<string>();
}
