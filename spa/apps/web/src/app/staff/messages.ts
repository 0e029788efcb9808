import { Component, inject } from '@angular/core';
import { TranslatePipe } from '@ngx-translate/core';
import { MessagesStore } from '@stoa/data-access/order';
import { Notice, When } from '@stoa/ui';
import { ProblemNotice } from '../pages/trouble/problem-notice';
import { injectOpenSheet } from './open-sheet';

/** The mailbox of the shop: what buyers were written. */
@Component({
  selector: 'stoa-messages',
  imports: [Notice, ProblemNotice, TranslatePipe, When],
  providers: [MessagesStore],
  template: `
    <div class="work">
      <header>
        <h1>{{ 'messages.title' | translate }}</h1>
        <p class="soft">{{ 'messages.text' | translate }}</p>
      </header>
      @if (messages.list() === 'failed' && messages.problem(); as problem) {
        <stoa-problem-notice [problem]="problem" (retry)="messages.reload()" />
      } @else if (messages.items().length) {
        <div class="wide">
          <table>
            <thead>
              <tr>
                <th scope="col">{{ 'payments.when' | translate }}</th>
                <th scope="col">{{ 'messages.to' | translate }}</th>
                <th scope="col">{{ 'messages.what' | translate }}</th>
              </tr>
            </thead>
            <tbody>
              @for (message of messages.items(); track message.id) {
                <tr [attr.data-message]="message.orderId">
                  <td><stoa-when [at]="message.createdDate" /></td>
                  <td>{{ message.recipient }}</td>
                  <td class="why">
                    <details>
                      <summary>{{ message.subject }}</summary>
                      <p class="letter">{{ message.body }}</p>
                    </details>
                    @if (message.orderId; as orderId) {
                      <button class="text-link" type="button" (click)="open(orderId)">
                        {{ 'payments.order' | translate }}
                      </button>
                    }
                  </td>
                </tr>
              }
            </tbody>
          </table>
        </div>
        @if (messages.next()) {
          <button class="button more" type="button" (click)="messages.more()">
            {{ 'staff.more' | translate }}
          </button>
        }
      } @else if (messages.list() === 'ready') {
        <stoa-notice
          icon="inbox"
          [heading]="'noMessages.heading' | translate"
          [text]="'noMessages.text' | translate"
        />
      } @else {
        <p class="visually-hidden" role="status">{{ 'staff.loading' | translate }}</p>
        <div class="bone row-bone" aria-hidden="true"></div>
      }
    </div>
  `,
  styleUrl: './staff-table.scss',
})
export class MessagesPage {
  protected readonly messages = inject(MessagesStore);
  protected readonly open = injectOpenSheet();

  constructor() {
    void this.messages.ask({});
  }
}
