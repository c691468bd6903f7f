#include "image_codecs.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

struct png_session {
    png_structp codec;
    png_infop info;
    const uint8_t *next;
    size_t left;
    png_bytepp rows;
    jmp_buf escape;
    int warnings;
    int truncated;
    char message[IMAGE_MESSAGE_SIZE];
};

static void give_up(png_structp codec, png_const_charp reason) {
    struct png_session *session = png_get_error_ptr(codec);
    snprintf(session->message, sizeof session->message, "%s", reason);
    longjmp(session->escape, 1);
}

static void note_warning(png_structp codec, png_const_charp reason) {
    struct png_session *session = png_get_error_ptr(codec);
    if (session->warnings++ == 0) snprintf(session->message, sizeof session->message, "%s", reason);
}

static void read_bytes(png_structp codec, png_bytep target, size_t count) {
    struct png_session *session = png_get_io_ptr(codec);
    if (count > session->left) {
        session->truncated = 1;
        png_error(codec, "the file ends too early");
    }
    memcpy(target, session->next, count);
    session->next += count;
    session->left -= count;
}

static void finish(struct png_session *session) {
    free(session->rows);
    png_destroy_read_struct(&session->codec, &session->info, NULL);
}

// Opens the file and asks for 8-bit RGB or RGBA; jumps to `escape` on any error.
static void begin(struct png_session *session, const uint8_t *bytes, size_t count) {
    session->next = bytes;
    session->left = count;
    session->info = png_create_info_struct(session->codec);
    if (session->info == NULL) png_error(session->codec, "no memory");
    // The caller has its own bound on pixels; chunks keep libpng's bound of 8 MB each.
    png_set_user_limits(session->codec, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_keep_unknown_chunks(session->codec, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
    png_set_benign_errors(session->codec, 1);
    png_set_read_fn(session->codec, session, read_bytes);
    png_read_info(session->codec, session->info);
    png_set_expand(session->codec);       // palette to RGB, 1, 2 and 4 bits to 8, tRNS to alpha
    png_set_strip_16(session->codec);     // the high byte
    png_set_gray_to_rgb(session->codec);
    png_set_interlace_handling(session->codec);
    png_read_update_info(session->codec, session->info);
}

// The session lives in the caller's frame: setjmp only vouches for variables that are not its own function's.
static enum image_status read_header(struct png_session *session, const uint8_t *bytes, size_t count,
                                     struct image_header *header) {
    session->codec = png_create_read_struct(PNG_LIBPNG_VER_STRING, session, give_up, note_warning);
    if (session->codec == NULL) return IMAGE_NO_MEMORY;
    if (setjmp(session->escape)) return IMAGE_CORRUPT;
    begin(session, bytes, count);
    header->width = png_get_image_width(session->codec, session->info);
    header->height = png_get_image_height(session->codec, session->info);
    header->channels = png_get_channels(session->codec, session->info);
    return IMAGE_OK;
}

enum image_status image_png_header(const uint8_t *bytes, size_t count, struct image_header *header) {
    struct png_session session;
    memset(&session, 0, sizeof session);
    enum image_status status = read_header(&session, bytes, count, header);
    memcpy(header->message, session.message, sizeof session.message);
    finish(&session);
    return status;
}

static enum image_status decode(struct png_session *session, const uint8_t *bytes, size_t count, uint8_t *pixels,
                                uint32_t width, uint32_t height, uint32_t channels) {
    session->codec = png_create_read_struct(PNG_LIBPNG_VER_STRING, session, give_up, note_warning);
    session->rows = malloc(height * sizeof *session->rows);
    if (session->codec == NULL || session->rows == NULL) return IMAGE_NO_MEMORY;
    if (setjmp(session->escape)) return IMAGE_CORRUPT;
    begin(session, bytes, count);
    if (png_get_image_width(session->codec, session->info) != width ||
        png_get_image_height(session->codec, session->info) != height ||
        png_get_rowbytes(session->codec, session->info) != (size_t)width * channels) {
        png_error(session->codec, "the header changed while reading");
    }
    for (uint32_t y = 0; y < height; y++) session->rows[y] = pixels + (size_t)y * width * channels;
    png_read_image(session->codec, session->rows);
    // What follows the pixels (text, time) is not ours to judge: png_read_end is left out.
    return IMAGE_OK;
}

enum image_status image_png_decode(const uint8_t *bytes, size_t count, uint8_t *pixels, uint32_t width,
                                   uint32_t height, uint32_t channels, struct image_outcome *outcome) {
    struct png_session session;
    memset(&session, 0, sizeof session);
    enum image_status status = decode(&session, bytes, count, pixels, width, height, channels);
    outcome->warnings = session.warnings;
    outcome->truncated = session.truncated;
    memcpy(outcome->message, session.message, sizeof session.message);
    finish(&session);
    return status;
}
