#pragma once
#include <stddef.h>
#include <stdint.h>

// libjpeg and libpng report errors by longjmp. These functions keep every jump inside C: they return a status, so that
// no Swift frame is ever jumped over. Nothing here prints, exits or keeps state between calls.

#define IMAGE_MESSAGE_SIZE 200

enum image_status {
    IMAGE_OK = 0,
    IMAGE_CORRUPT = 1,    // the codec gave up before the first row; `message` says why
    IMAGE_NO_MEMORY = 2,
};

struct image_header {
    uint32_t width;
    uint32_t height;
    uint32_t bits;        // PNG: of a pixel as it is stored, before compression
    uint32_t is_arithmetic;    // JPEG: arithmetic coding, which has no least number of bits for a pixel
    char message[IMAGE_MESSAGE_SIZE];
};

// How far the file and its picture agree.
enum image_wholeness {
    IMAGE_WHOLE = 0,
    IMAGE_FLAWED = 1,        // the file breaks a rule or lacks its end; every row is there
    IMAGE_INCOMPLETE = 2,    // the file ends before its picture does
    IMAGE_DAMAGED = 3,       // some of the data is wrong
};

struct image_outcome {
    enum image_wholeness wholeness;
    uint32_t rows;        // rows from the top that nothing is known against
    uint32_t significant_bits;    // PNG of 16 bits per sample: what its sBIT chunk says; 0 where it has none
    uint32_t largest;     // PNG of 16 bits per sample: the largest sample
    char message[IMAGE_MESSAGE_SIZE];    // the error, or else what the wholeness was first judged by
};

/// Size of the picture of a JPEG file, before any orientation.
enum image_status image_jpeg_header(const uint8_t *bytes, size_t count, struct image_header *header);

/// Decodes to RGB at `eighths`/8 of the size (1, 2, 4 or 8); `rgb` holds width × height × 3 bytes,
/// where the size is the full one times eighths/8, rounded up. Rows that are missing are grey.
enum image_status image_jpeg_decode(const uint8_t *bytes, size_t count, int eighths, uint8_t *rgb, uint32_t width,
                                    uint32_t height, struct image_outcome *outcome);

/// Size and bits of a PNG file.
enum image_status image_png_header(const uint8_t *bytes, size_t count, struct image_header *header);

/// Decodes to RGB, 8 bits per sample; `rgb` holds width × height × 3 bytes. Alpha is dropped: the colours are as stored. Samples
/// of 16 bits keep the high byte of what is `shift` bits higher; no gamma or colour profile is applied. Rows that are missing
/// are grey.
enum image_status image_png_decode(const uint8_t *bytes, size_t count, unsigned shift, uint8_t *rgb, uint32_t width,
                                   uint32_t height, struct image_outcome *outcome);
