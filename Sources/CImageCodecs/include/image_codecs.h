#pragma once
#include <stddef.h>
#include <stdint.h>

// libjpeg and libpng report errors by longjmp. These functions keep every jump inside C: they return a status, so that
// no Swift frame is ever jumped over. Nothing here prints, exits or keeps state between calls.

#define IMAGE_MESSAGE_SIZE 200

enum image_status {
    IMAGE_OK = 0,
    IMAGE_CORRUPT = 1,    // the codec gave up; `message` says why
    IMAGE_NO_MEMORY = 2,
};

struct image_header {
    uint32_t width;
    uint32_t height;
    uint32_t channels;    // as decoded by this module: 3 is RGB, 4 is RGB with unassociated alpha
    char message[IMAGE_MESSAGE_SIZE];
};

struct image_outcome {
    int warnings;         // damage the decoder worked around
    int truncated;        // 1 when the data ended before the picture
    char message[IMAGE_MESSAGE_SIZE];    // the error, or else the first warning
};

/// Size of the picture of a JPEG file, before any orientation.
enum image_status image_jpeg_header(const uint8_t *bytes, size_t count, struct image_header *header);

/// Decodes to RGB at `eighths`/8 of the size (1, 2, 4 or 8); `rgb` holds width × height × 3 bytes,
/// where the size is the full one times eighths/8, rounded up.
enum image_status image_jpeg_decode(const uint8_t *bytes, size_t count, int eighths, uint8_t *rgb, uint32_t width,
                                    uint32_t height, struct image_outcome *outcome);

/// Size and channels of a PNG file.
enum image_status image_png_header(const uint8_t *bytes, size_t count, struct image_header *header);

/// Decodes to 8 bits a channel; `pixels` holds width × height × channels bytes as the header said.
/// 16-bit samples keep their high byte; no gamma or colour profile is applied.
enum image_status image_png_decode(const uint8_t *bytes, size_t count, uint8_t *pixels, uint32_t width,
                                   uint32_t height, uint32_t channels, struct image_outcome *outcome);
