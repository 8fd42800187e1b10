import { GatewayError } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { FlightBoard } from './flight-board.ts';

describe('the board of flights', () => {
  it('shows a flight under its key until it lands, and never one without a key', () => {
    const board = new FlightBoard();
    const flight = board.start('key');
    const secret = board.start(null);
    expect(board.find('key')).toBe(flight);
    expect(board.size).toBe(2);
    board.land('key', flight);
    board.land(null, secret);
    expect(board.find('key')).toBeNull();
    expect(board.size).toBe(0);
  });

  it('does not take a successor off the board when the predecessor lands late or twice', () => {
    const board = new FlightBoard();
    const first = board.start('key');
    const second = board.start('key');
    board.land('key', first);
    board.land('key', first);
    expect(board.find('key')).toBe(second);
    expect(board.size).toBe(1);
  });

  it('counts right in whatever order flights land', () => {
    const board = new FlightBoard();
    const flights = Array.from({ length: 50 }, (_, at) => board.start(`k${at}`));
    for (const at of [49, 0, 25, 24, 48, 1]) board.land(`k${at}`, flights[at] ?? board.start(null));
    expect(board.size).toBe(44);
    flights.forEach((flight, at) => {
      board.land(`k${at}`, flight);
    });
    expect(board.size).toBe(0);
  });

  it('does not show a flight that has failed or that everybody has left', () => {
    const board = new FlightBoard();
    const failed = board.start('failed');
    failed.fail(new GatewayError('upstream_unavailable', 'x'));
    expect(board.find('failed')).toBeNull();
    const left = board.start('left');
    const reader = { onOpen: () => true, onBytes: () => true, onAnswer: () => undefined, onFailure: () => undefined };
    left.leave(left.join(reader));
    expect(board.find('left')).toBeNull();
    let wasTold = false;
    left.onAbandoned(() => {
      wasTold = true;
    });
    expect(wasTold).toBe(true);
  });
});
