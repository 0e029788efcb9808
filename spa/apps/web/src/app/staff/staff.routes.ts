import { Routes } from '@angular/router';
import { provideEffects } from '@ngrx/effects';
import { provideState } from '@ngrx/store';
import { shopOrdersEffects, shopOrdersFeature } from '@stoa/data-access/order';

export const staffRoutes: Routes = [
  {
    path: '',
    loadComponent: () => import('./staff-frame').then((file) => file.StaffFrame),
    providers: [provideState(shopOrdersFeature), provideEffects(shopOrdersEffects)],
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'orders' },
      {
        path: 'orders',
        title: 'staff.title',
        loadComponent: () => import('./staff-orders').then((file) => file.StaffOrders),
      },
      {
        path: 'stock',
        title: 'stock.title',
        loadComponent: () => import('./stock').then((file) => file.StockPage),
      },
      {
        path: 'payments',
        title: 'payments.title',
        loadComponent: () => import('./payments').then((file) => file.Payments),
      },
      {
        path: 'messages',
        title: 'messages.title',
        loadComponent: () => import('./messages').then((file) => file.MessagesPage),
      },
      {
        path: 'parked',
        title: 'parked.title',
        loadComponent: () => import('./parked-work').then((file) => file.ParkedWorkPage),
      },
    ],
  },
];
