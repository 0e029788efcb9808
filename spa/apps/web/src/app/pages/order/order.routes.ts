import { Routes } from '@angular/router';
import { provideEffects } from '@ngrx/effects';
import { provideState } from '@ngrx/store';
import { ordersEffects, ordersFeature } from '@stoa/data-access/order';

export const orderRoutes: Routes = [
  {
    path: '',
    providers: [provideState(ordersFeature), provideEffects(ordersEffects)],
    children: [
      {
        path: '',
        title: 'orders.title',
        loadComponent: () => import('../my-orders/my-orders').then((file) => file.MyOrders),
      },
      {
        path: ':orderId',
        loadComponent: () => import('./order-page').then((file) => file.OrderPage),
      },
    ],
  },
];
