import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslatePipe } from '@ngx-translate/core';
import { Notice } from '@stoa/ui';

@Component({
  selector: 'stoa-not-found',
  imports: [Notice, RouterLink, TranslatePipe],
  template: `
    <div class="page">
      <h1 class="visually-hidden">{{ 'notFound.title' | translate }}</h1>
      <stoa-notice
        icon="search-x"
        [heading]="'notFound.heading' | translate"
        [text]="'notFound.text' | translate"
      >
        <a class="button button--accent" routerLink="/">{{ 'notFound.action' | translate }}</a>
      </stoa-notice>
    </div>
  `,
})
export class NotFound {}
