using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>Listens to one meter and keeps what it says, each measurement with its tags as text.</summary>
internal sealed class MeterReading : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<(string Instrument, string Unit, double Value, string Tags)> _measured = [];

    public MeterReading(Meter meter, params string[] instruments)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter) && (instruments.Length == 0 || instruments.Contains(instrument.Name)))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>(Add);
        _listener.Start();

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state = null)
        {
            lock (_measured)
            {
                _measured.Add((instrument.Name, instrument.Unit ?? string.Empty, value, string.Join(' ', tags.ToArray().Select(tag => tag.Key + "=" + tag.Value))));
            }
        }
    }

    public IReadOnlyList<(string Instrument, string Unit, double Value, string Tags)> All
    {
        get
        {
            lock (_measured)
            {
                return _measured.ToArray();
            }
        }
    }

    /// <summary>Gives every value that was recorded for an instrument.</summary>
    public double[] Recorded(string instrument) => All.Where(measurement => measurement.Instrument == instrument).Select(measurement => measurement.Value).ToArray();

    /// <summary>Asks the observed instruments now, and gives the one with the tags that begin so.</summary>
    public double Observe(string instrument, string tags = "")
    {
        int before = All.Count;
        _listener.RecordObservableInstruments();
        return All.Skip(before).Single(measurement => measurement.Instrument == instrument && measurement.Tags.StartsWith(tags, StringComparison.Ordinal)).Value;
    }

    public void Dispose() => _listener.Dispose();
}
