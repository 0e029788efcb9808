import { Component, inject } from '@angular/core';
import { TranslatePipe } from '@ngx-translate/core';
import { ParkedWorkStore } from '@stoa/data-access/order';
import { Notice, When } from '@stoa/ui';
import { ProblemNotice } from '../pages/trouble/problem-notice';
import { injectOpenSheet } from './open-sheet';

/** Work that waits for somebody who removes the cause. */
@Component({
  selector: 'stoa-parked-work',
  imports: [Notice, ProblemNotice, TranslatePipe, When],
  providers: [ParkedWorkStore],
  template: `
    <div class="work">
      <header>
        <h1>{{ 'parked.title' | translate }}</h1>
        <p class="soft">{{ 'parked.text' | translate }}</p>
      </header>
      @if (parked.driveProblem(); as problem) {
        <p class="note note--danger" role="alert">{{ problem.detail || problem.title }}</p>
      }
      @if (parked.list() === 'failed' && parked.problem(); as problem) {
        <stoa-problem-notice [problem]="problem" (retry)="parked.reload()" />
      } @else if (parked.items().length) {
        <div class="wide">
          <table>
            <thead>
              <tr>
                <th scope="col">{{ 'parked.what' | translate }}</th>
                <th scope="col">{{ 'parked.why' | translate }}</th>
                <th class="sum" scope="col">{{ 'parked.attempts' | translate }}</th>
                <th scope="col">{{ 'parked.since' | translate }}</th>
                <th scope="col"></th>
              </tr>
            </thead>
            <tbody>
              @for (work of parked.items(); track work.id) {
                <tr [attr.data-work]="work.id">
                  <td>
                    <span class="soft small">{{ 'parked.kind.' + work.kind | translate }}</span>
                    @if (work.orderId; as orderId) {
                      <button class="text-link" type="button" (click)="open(orderId)">{{ work.name }}</button>
                    } @else {
                      {{ work.name }}
                    }
                  </td>
                  <td class="why">{{ work.reason }}</td>
                  <td class="sum">{{ work.attempts }}</td>
                  <td><stoa-when [at]="work.parkedDate" /></td>
                  <td class="sum">
                    <button
                      class="button button--small"
                      type="button"
                      [disabled]="parked.driven().includes(work.id)"
                      [attr.aria-label]="'parked.againNamed' | translate: { name: work.name }"
                      (click)="parked.redrive(work)"
                    >
                      {{ 'parked.again' | translate }}
                    </button>
                  </td>
                </tr>
              }
            </tbody>
          </table>
        </div>
        @if (parked.next()) {
          <button class="button more" type="button" (click)="parked.more()">
            {{ 'staff.more' | translate }}
          </button>
        }
      } @else if (parked.list() === 'ready') {
        <stoa-notice
          icon="check"
          [heading]="'parked.emptyHeading' | translate"
          [text]="'parked.emptyText' | translate"
        />
      } @else {
        <p class="visually-hidden" role="status">{{ 'staff.loading' | translate }}</p>
        <div class="bone row-bone" aria-hidden="true"></div>
      }
    </div>
  `,
  styleUrl: './staff-table.scss',
})
export class ParkedWorkPage {
  protected readonly parked = inject(ParkedWorkStore);
  protected readonly open = injectOpenSheet();

  constructor() {
    void this.parked.ask({});
  }
}
