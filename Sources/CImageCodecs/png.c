#include "image_codecs.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <png.h>

// Adam7 comes in seven passes; the last brings every other row, and calls back for all.
#define LAST_PASS_OF_INTERLACED 6

static const png_uint_32 pixels_chunk = 0x49444154;    // "IDAT"

struct png_session {
    png_structp codec;
    png_infop info;
    jmp_buf escape;
    char message[IMAGE_MESSAGE_SIZE];

    // Reading the header.
    const uint8_t *next;
    size_t left;

    // Decoding.
    uint8_t *rgb;
    uint32_t width;
    uint32_t height;
    unsigned shift;
    int last_pass;
    uint32_t rows;        // whole, from the top
    int has_pixels;
    int is_finished;
    uint32_t significant_bits;
    uint32_t largest;
};

static void give_up(png_structp codec, png_const_charp reason) {
    struct png_session *session = png_get_error_ptr(codec);
    snprintf(session->message, sizeof session->message, "%s", reason);
    longjmp(session->escape, 1);
}

// What libpng warns of costs no pixel: profiles it does not like, chunks out of order.
static void stay_silent(png_structp codec, png_const_charp reason) { (void)codec, (void)reason; }

static void read_bytes(png_structp codec, png_bytep target, size_t count) {
    struct png_session *session = png_get_io_ptr(codec);
    if (count > session->left) png_error(codec, "the file ends too early");
    memcpy(target, session->next, count);
    session->next += count;
    session->left -= count;
}

static void begin(struct png_session *session) {
    session->info = png_create_info_struct(session->codec);
    if (session->info == NULL) png_error(session->codec, "no memory");
    // The caller has its own bound on pixels; chunks keep libpng's bound of 8 MB each.
    png_set_user_limits(session->codec, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_keep_unknown_chunks(session->codec, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
    png_set_benign_errors(session->codec, 1);
}

// The session lives in the caller's frame: setjmp only vouches for variables that are not its own function's.
static enum image_status read_header(struct png_session *session, const uint8_t *bytes, size_t count,
                                     struct image_header *header) {
    session->codec = png_create_read_struct(PNG_LIBPNG_VER_STRING, session, give_up, stay_silent);
    if (session->codec == NULL) return IMAGE_NO_MEMORY;
    if (setjmp(session->escape)) return IMAGE_CORRUPT;
    begin(session);
    session->next = bytes;
    session->left = count;
    png_set_read_fn(session->codec, session, read_bytes);
    png_read_info(session->codec, session->info);
    header->width = png_get_image_width(session->codec, session->info);
    header->height = png_get_image_height(session->codec, session->info);
    header->bits = png_get_bit_depth(session->codec, session->info) * png_get_channels(session->codec, session->info);
    return IMAGE_OK;
}

enum image_status image_png_header(const uint8_t *bytes, size_t count, struct image_header *header) {
    struct png_session session;
    memset(&session, 0, sizeof session);
    enum image_status status = read_header(&session, bytes, count, header);
    memcpy(header->message, session.message, sizeof session.message);
    png_destroy_read_struct(&session.codec, &session.info, NULL);
    return status;
}

// 16-bit samples, high byte first, to 8 bits; in place.
static void take_high_bytes(png_structp codec, png_row_infop row, png_bytep samples) {
    struct png_session *session = png_get_user_transform_ptr(codec);
    for (size_t i = 0; i < (size_t)row->width * row->channels; i++) {
        uint32_t sample = (uint32_t)samples[2 * i] << 8 | samples[2 * i + 1];
        if (sample > session->largest) session->largest = sample;
        uint32_t moved = sample << session->shift;
        samples[i] = moved > 0xFFFF ? 0xFF : (uint8_t)(moved >> 8);
    }
}

static void found_header(png_structp codec, png_infop info) {
    struct png_session *session = png_get_progressive_ptr(codec);
    if (png_get_image_width(codec, info) != session->width || png_get_image_height(codec, info) != session->height) {
        png_error(codec, "the header changed while reading");
    }
    png_set_palette_to_rgb(codec);
    png_set_expand_gray_1_2_4_to_8(codec);
    png_set_strip_alpha(codec);
    png_set_gray_to_rgb(codec);
    if (png_get_bit_depth(codec, info) == 16) {
        png_color_8p significant = NULL;
        if (png_get_sBIT(codec, info, &significant) && significant != NULL) {
            int is_grey = !(png_get_color_type(codec, info) & PNG_COLOR_MASK_COLOR);
            uint32_t bits = is_grey ? significant->gray : significant->red;
            if (!is_grey && significant->green > bits) bits = significant->green;
            if (!is_grey && significant->blue > bits) bits = significant->blue;
            session->significant_bits = bits;
        }
        png_set_read_user_transform_fn(codec, take_high_bytes);
        png_set_user_transform_info(codec, session, 8, 3);
    }
    session->last_pass = png_get_interlace_type(codec, info) == PNG_INTERLACE_NONE ? 0 : LAST_PASS_OF_INTERLACED;
    png_set_interlace_handling(codec);
    png_read_update_info(codec, info);
    if (png_get_rowbytes(codec, info) != (size_t)session->width * 3) png_error(codec, "an unknown kind of pixels");
}

static void found_row(png_structp codec, png_bytep row, png_uint_32 y, int pass) {
    struct png_session *session = png_get_progressive_ptr(codec);
    if (row != NULL) {
        png_progressive_combine_row(codec, session->rgb + (size_t)y * session->width * 3, row);
        session->has_pixels = 1;
    }
    if (pass == session->last_pass) session->rows = y + 1;
}

static void found_end(png_structp codec, png_infop info) {
    (void)info;
    ((struct png_session *)png_get_progressive_ptr(codec))->is_finished = 1;
}

static enum image_status decode(struct png_session *session, const uint8_t *bytes, size_t count,
                                struct image_outcome *outcome) {
    session->codec = png_create_read_struct(PNG_LIBPNG_VER_STRING, session, give_up, stay_silent);
    if (session->codec == NULL) return IMAGE_NO_MEMORY;
    if (setjmp(session->escape)) {
        if (!session->has_pixels) return IMAGE_CORRUPT;
        // What comes after the pixels (text, time) is not ours to judge; their own checksum is.
        int is_whole = session->rows == session->height && png_get_io_chunk_type(session->codec) != pixels_chunk;
        outcome->wholeness = is_whole ? IMAGE_FLAWED : IMAGE_DAMAGED;
        return IMAGE_OK;
    }
    begin(session);
    // Pushed rather than pulled: whatever a file that is cut still holds comes out, to the last whole row.
    png_set_progressive_read_fn(session->codec, session, found_header, found_row, found_end);
    png_process_data(session->codec, session->info, (png_bytep)bytes, count);
    if (session->is_finished && session->rows == session->height) return IMAGE_OK;
    snprintf(session->message, sizeof session->message, "%s",
             session->is_finished ? "not enough image data" : "the file ends too early");
    if (!session->has_pixels) return IMAGE_CORRUPT;
    outcome->wholeness = session->rows == session->height ? IMAGE_FLAWED : IMAGE_INCOMPLETE;
    return IMAGE_OK;
}

enum image_status image_png_decode(const uint8_t *bytes, size_t count, unsigned shift, uint8_t *rgb, uint32_t width,
                                   uint32_t height, struct image_outcome *outcome) {
    struct png_session session;
    memset(&session, 0, sizeof session);
    session.rgb = rgb;
    session.width = width;
    session.height = height;
    session.shift = shift;
    memset(rgb, 128, (size_t)width * height * 3);
    enum image_status status = decode(&session, bytes, count, outcome);
    outcome->rows = session.rows;
    outcome->significant_bits = session.significant_bits;
    outcome->largest = session.largest;
    memcpy(outcome->message, session.message, sizeof session.message);
    png_destroy_read_struct(&session.codec, &session.info, NULL);
    return status;
}
