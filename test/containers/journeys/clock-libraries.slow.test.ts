import { describeClock } from './clock-suite';

// Hikari's housekeeper is among them: it warns of a leap of the clock.
describeClock('timers of libraries', {
  context: 'test/fixtures/frameworks/clocks',
  dockerfile: '../Dockerfile',
  waits: () => ['caffeine', 'micrometer', 'netty-epoll', 'netty-nio', 'netty-wheel', 'pekko'],
});
