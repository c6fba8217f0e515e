// The SMA cross 10/20 as one hand-written loop: the yardstick for the series stage. Reads closes, writes 1 where the
// fast average crosses above the slow one, 2 where below. Built with -O3 -march=native -ffp-contract=off.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void cross(const double *close, unsigned char *out, int n) {
  double fast = 0, slow = 0, before = 0;
  for (int i = 0; i < n; i++) {
    fast += close[i];
    slow += close[i];
    if (i >= 10) fast -= close[i - 10];
    if (i >= 20) slow -= close[i - 20];
    out[i] = 0;
    if (i < 19) continue;
    double difference = fast / 10 - slow / 20;
    if (i > 19) out[i] = before <= 0 && difference > 0 ? 1 : before >= 0 && difference < 0 ? 2 : 0;
    before = difference;
  }
}

int main(int count, char **args) {
  int n = atoi(args[2]);
  double *close = malloc(n * sizeof *close);
  unsigned char *out = malloc(n);
  FILE *file = fopen(args[1], "rb");
  if (count < 3 || !file || fread(close, sizeof *close, n, file) != (size_t)n) return 1;
  double best = 1e9;
  for (int round = 0; round < 30; round++) {
    double start = now();
    cross(close, out, n);
    double took = now() - start;
    if (took < best) best = took;
  }
  int crosses = 0;
  for (int i = 0; i < n; i++) crosses += out[i] != 0;
  printf("%.4f %d\n", best, crosses);
  return 0;
}
