using System.Runtime.CompilerServices;

namespace Shaken.Core.Keys.P256;

/// <summary>
/// Where the points of all digits of a number lie in a table of one shape, and which of them are turned. Found once, before the first
/// addition.
/// </summary>
internal struct PointPlaces
{
    // As many as the shape with the most windows has.
    private const int MaxWindows = 64;

    private Offsets _offsets;

    private PointPlaces(TableShape shape) => Shape = shape;

    /// <summary>In tables of this shape and no other.</summary>
    public TableShape Shape { get; }

    public static PointPlaces Of(in Digits digits, TableShape shape)
    {
        var places = new PointPlaces(shape);
        unchecked
        {
            var window = 0;
            for (var step = 0; step < shape.Steps; step++)
            {
                var (width, position, first) = (shape.Width(step), shape.Position(step), shape.FirstPoint(step));
                for (var lane = 0; lane < TableShape.Lanes; lane++)
                {
                    var digit = digits.At(position, width, out var negative);

                    // Offsets are multiples of eight words, so the lowest bit is free for the sign.
                    places._offsets[window++] = ((first + digit) * TableShape.WordsPerPoint) | (int)(negative & 1);
                    position += width;
                    first += 1 << (width - 1);
                }
            }
        }

        return places;
    }

    /// <summary>Index of the point's first word.</summary>
    /// <param name="negative">All ones for a point that is turned, else zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int At(int window, out ulong negative)
    {
        unchecked
        {
            var offset = _offsets[window];
            negative = 0 - (ulong)(offset & 1);
            return offset & ~1;
        }
    }

    [InlineArray(MaxWindows)]
    private struct Offsets
    {
        private int _first;
    }
}
